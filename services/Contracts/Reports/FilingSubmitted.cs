namespace Datarun.Contracts;

/// <summary>A unit filed a form for a period, or filed it again.</summary>
/// <param name="FilingId">The filing; the same for all its versions.</param>
/// <param name="Form">Code of the form.</param>
/// <param name="FormTitle">Title of the form.</param>
/// <param name="Department">Who asked.</param>
/// <param name="Unit">Who filed.</param>
/// <param name="Period">The period.</param>
/// <param name="Version">1 at first, then growing.</param>
/// <param name="Nil">An explicit "nothing happened" (零报告).</param>
/// <param name="SubmittedAt">When.</param>
/// <param name="DueOn">Last day to file; null for a filing that nobody asked for.</param>
public sealed record FilingSubmitted(
    Guid FilingId, string Form, string FormTitle, string Department, string Unit, string Period, int Version, bool Nil,
    DateTimeOffset SubmittedAt, DateOnly? DueOn) : IEvent
{
    public string OrderKey => Unit;
}
