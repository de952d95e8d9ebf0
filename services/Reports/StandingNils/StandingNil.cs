namespace Datarun.Reports.StandingNils;

/// <summary>A standing nil declaration: it answers every period of a form with nil until it is revoked or until the first event.</summary>
/// <param name="From">First day: periods that end on it or later are answered.</param>
/// <param name="EndsOn">The day on which it ended; the period of that day and later ones are open again. Null while it stands.</param>
/// <param name="EndedBy">EVENT or REVOCATION; null while it stands.</param>
public sealed record StandingNil(
    Guid Id, string Unit, string Form, DateOnly From, string Reason, string DeclaredBy, DateTimeOffset DeclaredAt, DateOnly? EndsOn, string? EndedBy);

/// <summary>A declaration as the tables have it.</summary>
internal sealed record StandingNilRow
{
    public const string Select = "SELECT id, unit, form, from_day, reason, declared_by, declared_at, event_on, revoked_on, ends_on FROM standing_nil_now";

    public Guid Id { get; init; }
    public string Unit { get; init; } = "";
    public string Form { get; init; } = "";
    public DateOnly FromDay { get; init; }
    public string Reason { get; init; } = "";
    public string DeclaredBy { get; init; } = "";
    public DateTimeOffset DeclaredAt { get; init; }
    public DateOnly? EventOn { get; init; }
    public DateOnly? RevokedOn { get; init; }
    public DateOnly? EndsOn { get; init; }

    public StandingNil View => new(
        Id, Unit, Form, FromDay, Reason, DeclaredBy, DeclaredAt, EndsOn, EndsOn is null ? null : EndsOn == EventOn ? "EVENT" : "REVOCATION");
}
