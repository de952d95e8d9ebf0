namespace Datarun.Contracts;

/// <summary>Units that still have something to type for a request were reminded of it, once for the day.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Form">Code of the form.</param>
/// <param name="Department">Who asks.</param>
/// <param name="Period">The period asked about.</param>
/// <param name="Day">The workday of the reminders.</param>
/// <param name="DueOn">The earliest last day to file among those reminded.</param>
/// <param name="Units">How many units were reminded.</param>
public sealed record RemindersDue(Guid RequestId, string Form, string Department, string Period, DateOnly Day, DateOnly DueOn, int Units) : IEvent
{
    public string OrderKey => Form;
}
