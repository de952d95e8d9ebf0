using System.Text.Json;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.Emergencies;

/// <summary>One use of the emergency way.</summary>
/// <param name="Request">The request that it hastened; null for a form that was admitted by it.</param>
/// <param name="ReportBy">Last day for the report afterwards (事后补报).</param>
/// <param name="Late">Whether it was, or still is to be, reported after that day.</param>
/// <param name="Rule">The rule that sets the day.</param>
public sealed record EmergencyUse(
    Guid Id, string Department, string Form, Guid? Request, string Basis, string Reason, DateOnly UsedOn, DateOnly ReportBy, string? Report,
    DateOnly? ReportedOn, bool Late, RuleReference Rule);

/// <summary>A use as the tables have it.</summary>
internal sealed record EmergencyRow
{
    public const string Columns = "id, department, form, request, basis, reason, used_on, report_by, rule, report, reported_on";

    public Guid Id { get; init; }
    public string Department { get; init; } = "";
    public string Form { get; init; } = "";
    public Guid? Request { get; init; }
    public string Basis { get; init; } = "";
    public string Reason { get; init; } = "";
    public DateOnly UsedOn { get; init; }
    public DateOnly ReportBy { get; init; }
    public string Rule { get; init; } = "";
    public string? Report { get; init; }
    public DateOnly? ReportedOn { get; init; }

    public EmergencyUse On(DateOnly today) => new(
        Id, Department, Form, Request, Basis, Reason, UsedOn, ReportBy, Report, ReportedOn, (ReportedOn ?? today) > ReportBy,
        JsonSerializer.Deserialize<RuleReference>(Rule, Json.Options)!);
}
