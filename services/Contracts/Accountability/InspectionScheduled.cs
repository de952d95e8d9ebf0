namespace Datarun.Contracts;

/// <summary>An inspection passed the plan, cap and overlap checks and will take place.</summary>
/// <param name="InspectionId">The inspection.</param>
/// <param name="By">Who inspects.</param>
/// <param name="Unit">Who is inspected.</param>
/// <param name="Subject">What about.</param>
/// <param name="Kind">COMPREHENSIVE or SPECIAL.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
public sealed record InspectionScheduled(Guid InspectionId, string By, string Unit, string Subject, string Kind, DateOnly From, DateOnly To) : IEvent
{
    public string OrderKey => Unit;
}
