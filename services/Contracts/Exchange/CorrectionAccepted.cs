namespace Datarun.Contracts;

/// <summary>The source agreed that a value is wrong; Reports, which keeps the values, now puts it right (政务数据共享条例 第26条).</summary>
/// <param name="CorrectionId">The correction request.</param>
/// <param name="Element">The element.</param>
/// <param name="Unit">The place or body that the value is about.</param>
/// <param name="Period">The period that it is about.</param>
/// <param name="Proposed">The right value as JSON; a JSON null means that there is none.</param>
/// <param name="DecidedBy">The body that decided.</param>
/// <param name="DecidedAt">When.</param>
public sealed record CorrectionAccepted(
    Guid CorrectionId, string Element, string Unit, string Period, System.Text.Json.JsonElement Proposed,
    string DecidedBy, DateTimeOffset DecidedAt) : IEvent
{
    public string OrderKey => $"{Element}/{Unit}";
}
