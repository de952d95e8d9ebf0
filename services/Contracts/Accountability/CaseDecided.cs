namespace Datarun.Contracts;

/// <summary>An accountability case came to a decision. Nobody is named.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Unit">The unit concerned.</param>
/// <param name="DutyItem">The duty item cited.</param>
/// <param name="Outcome">What was decided.</param>
/// <param name="DecidedOn">When.</param>
public sealed record CaseDecided(Guid CaseId, string Unit, string DutyItem, string Outcome, DateOnly DecidedOn) : IEvent
{
    public string OrderKey => Unit;
}
