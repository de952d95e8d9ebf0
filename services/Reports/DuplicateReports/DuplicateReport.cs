using Datarun.ServiceDefaults.Security;

namespace Datarun.Reports.DuplicateReports;

/// <summary>A report that something is asked twice. It does not say who made it, and neither do the tables.</summary>
/// <param name="Form">The form; null for an ask outside the system.</param>
/// <param name="Department">Who asks; null where it is not known.</param>
/// <param name="DuplicateOf">The form that asks the same already.</param>
/// <param name="ReportedOn">The day; the time would give the reporter away.</param>
/// <param name="State">OPEN, CONFIRMED or DISMISSED.</param>
public sealed record DuplicateReport(
    Guid Id, string? Form, string Title, string? Department, string? DuplicateOf, string Text, DateOnly ReportedOn, string State, string? Reason, string? DecidedBy,
    DateTimeOffset? DecidedAt);

/// <summary>A report as the tables have it.</summary>
internal sealed record DuplicateReportRow
{
    public const string Select =
        "SELECT id, area, form, title, department, duplicate_of, text, shown, reported_on, state, reason, decided_by, decided_at FROM duplicate_report";

    public Guid Id { get; init; }
    public string Area { get; init; } = "";
    public string? Form { get; init; }
    public string Title { get; init; } = "";
    public string? Department { get; init; }
    public string? DuplicateOf { get; init; }
    public string Text { get; init; } = "";
    public bool Shown { get; init; }
    public DateOnly ReportedOn { get; init; }
    public string State { get; init; } = "";
    public string? Reason { get; init; }
    public string? DecidedBy { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }

    public DuplicateReport View => new(Id, Form, Title, Department, DuplicateOf, Text, ReportedOn, State, Reason, DecidedBy, DecidedAt);

    /// <summary>
    /// The authority of the area sees all; departments of the area what is shown; a reporter what it knows the id of, which is how it follows
    /// its own report without being known.
    /// </summary>
    public bool IsFor(Caller caller) =>
        caller.Is(Role.SHARING_AUTHORITY) && caller.AreaCovers(Area) || caller.Is(Role.REPORTER) || (Shown && caller.Is(Role.DEPARTMENT) && caller.Area == Area);
}
