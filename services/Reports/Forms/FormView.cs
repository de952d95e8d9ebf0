using System.Text.Json;
using Dapper;
using Datarun.Reports.Admission;
using Datarun.Reports.Validation;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Periods;
using Npgsql;

namespace Datarun.Reports.Forms;

/// <summary>An admitted form with its admission.</summary>
/// <param name="NeedsGrant">Elements whose values reach the department only with a sharing grant that it does not have yet; no citizen numbers, as none is granted.</param>
/// <param name="Suspended">The confirmed report of a duplicate ask that keeps it from being asked for until it is changed; null where there is none.</param>
public sealed record FormView(
    string Code, int Version, string Title, string Department, string? Purpose, string? LegalBasis, bool Statistical, string? FormNumber,
    string? ApprovalNumber, DateOnly? ValidUntil, Frequency Frequency, DivisionLevel Level, int DueAfterWorkdays, int MinutesPerFiling,
    string? RankBy, string? PersonalData, IReadOnlyList<FormField> Fields, Decision Admission, IReadOnlyList<string> NeedsGrant,
    DateTimeOffset AdmittedAt, IReadOnlyList<ValidationRule> Validations, bool Outliers, IReadOnlyList<DivisionLevel>? Review,
    Emergency? Emergency, int? RankMinimumBase, Guid? Suspended)
{
    /// <summary>The form as it is shown.</summary>
    public static FormView Of(FormRow row, bool chinese)
    {
        var (body, admission) = (row.Form, JsonSerializer.Deserialize<Decision>(row.Admission, Json.Options)!);
        return new FormView(
            row.Code, row.Version, body.Title, body.Department, body.Purpose, body.LegalBasis, body.Statistical, body.FormNumber,
            body.ApprovalNumber, body.ValidUntil, body.Frequency, body.Level, body.DueAfterWorkdays, body.MinutesPerFiling, body.RankBy,
            body.PersonalData, body.Fields, admission.For(chinese), row.NeedsGrant, row.AdmittedAt,
            body.Validations ?? [], body.Outliers, body.Review,
            body.Emergency, body.RankMinimumBase, row.SuspendedBy);
    }
}

/// <summary>A form in force as the tables have it.</summary>
public sealed record FormRow
{
    /// <summary>Columns and tables of a form in force.</summary>
    public const string Select =
        """
        SELECT f.code, f.version, f.department, v.body, v.admission, v.needs_grant, v.admitted_at, f.area, f.admission_kind, f.suspended_by
        FROM form f JOIN form_version v ON v.form = f.code AND v.version = f.version
        """;

    /// <summary>The form in force under a code; null where there is none.</summary>
    public static Task<FormRow?> FindAsync(string code, NpgsqlConnection connection, CancellationToken cancel) =>
        connection.QuerySingleOrDefaultAsync<FormRow>(new CommandDefinition($"{Select} WHERE f.code = @code", new { code }, cancellationToken: cancel));

    public string Code { get; init; } = "";
    public int Version { get; init; }
    public string Department { get; init; } = "";
    public string Body { get; init; } = "{}";
    public string Admission { get; init; } = "{}";
    public string[] NeedsGrant { get; init; } = [];
    public DateTimeOffset AdmittedAt { get; init; }

    /// <summary>The place that the department belongs to.</summary>
    public string Area { get; init; } = "";

    /// <summary>LISTED, ONE_OFF or RETROSPECTIVE; null where its area had no list.</summary>
    public string? AdmissionKind { get; init; }

    /// <summary>The confirmed report of a duplicate ask.</summary>
    public Guid? SuspendedBy { get; init; }

    /// <summary>Whether the authority admitted it on appeal although it exceeds a budget.</summary>
    public bool MayExceedBudget => IsWaived(BurdenBudgetExceeded.Rule);

    /// <summary>Whether the authority admitted it on appeal although it leaves less than the least lead time; then its own holds.</summary>
    public bool MayHasten => IsWaived(LeadTimeTooShort.Rule);

    private bool IsWaived(AdmissionRule rule) =>
        JsonSerializer.Deserialize<Decision>(Admission, Json.Options) is { AdmittedOnAppealOf: not null } admitted && admitted.Grounds.Any(g => g.Code == rule.Code);

    /// <summary>The form as it was submitted.</summary>
    public FormBody Form => JsonSerializer.Deserialize<FormBody>(Body, Json.Options)!;
}
