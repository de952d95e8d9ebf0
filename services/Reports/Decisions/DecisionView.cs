using System.Text.Json;
using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Reports.Decisions;

/// <summary>A decision of admission on record, with its appeal.</summary>
/// <param name="Appeal">Null where nobody appealed.</param>
public sealed record DecisionView(
    Guid Id, string Form, string Title, string Department, string Area, Outcome Decision, Decision Admission, DateTimeOffset DecidedAt, Appeal? Appeal);

/// <summary>An appeal against a refusal, to the same-level authority.</summary>
/// <param name="State">PENDING, OVERDUE or DECIDED.</param>
/// <param name="DecideBy">Last day for the decision.</param>
/// <param name="Rule">The rule that sets the day.</param>
/// <param name="ExtensionReason">Why the time was extended; null where it was not.</param>
/// <param name="Outcome">UPHELD: the refusal stands. ADMITTED: the form was admitted as it stood.</param>
public sealed record Appeal(
    string State, string Reasons, string AppealedBy, DateTimeOffset AppealedAt, DateOnly DecideBy, RuleReference Rule, string? ExtensionReason,
    AppealOutcome? Outcome, string? Reason, string? DecidedBy, DateTimeOffset? DecidedAt);

/// <summary>What an appeal comes to.</summary>
public enum AppealOutcome { UPHELD, ADMITTED }

/// <summary>A decision as the tables have it.</summary>
internal sealed record DecisionRow
{
    public const string Select =
        """
        SELECT d.id, d.form, d.department, d.area, d.decision, d.body, d.admission, d.decided_at AS made_at, a.reasons, a.appealed_by, a.appealed_at,
            a.decide_by, a.rule, a.extension_reason, a.outcome, a.reason, a.decided_by, a.decided_at
        FROM admission_decision d LEFT JOIN admission_appeal a ON a.decision = d.id
        """;

    public Guid Id { get; init; }
    public string Form { get; init; } = "";
    public string Department { get; init; } = "";
    public string Area { get; init; } = "";
    public string Decision { get; init; } = "";
    public string Body { get; init; } = "{}";
    public string Admission { get; init; } = "{}";
    public DateTimeOffset MadeAt { get; init; }
    public string? Reasons { get; init; }
    public string AppealedBy { get; init; } = "";
    public DateTimeOffset AppealedAt { get; init; }
    public DateOnly DecideBy { get; init; }
    public string Rule { get; init; } = "";
    public string? ExtensionReason { get; init; }
    public string? Outcome { get; init; }
    public string? Reason { get; init; }
    public string? DecidedBy { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The form as it was submitted.</summary>
    public FormBody Asked => JsonSerializer.Deserialize<FormBody>(Body, Json.Options)!;

    /// <summary>A rule of 统计法实施条例 as it holds for the form: it binds statistical ones, and for others it is applied as policy.</summary>
    public RuleReference Bound(Rule rule) => Asked.Statistical ? rule.Reference : rule.Reference with { Basis = RuleBasis.LOCAL_POLICY };

    /// <summary>Whether the caller may see it: the department itself, the authority of its area and of those above, auditors of the area.</summary>
    public bool IsFor(Caller caller) => caller.Covers(Department) || ((caller.Is(Role.SHARING_AUTHORITY) || caller.Is(Role.AUDITOR)) && caller.AreaCovers(Area));

    public DecisionView View(DateOnly today, bool chinese) => new(
        Id, Form, Asked.Title, Department, Area, Enum.Parse<Outcome>(Decision), JsonSerializer.Deserialize<Decision>(Admission, Json.Options)!.For(chinese), MadeAt,
        Reasons is null ? null : new Appeal(
            Outcome is not null ? "DECIDED" : DecideBy < today ? "OVERDUE" : "PENDING", Reasons, AppealedBy, AppealedAt, DecideBy,
            JsonSerializer.Deserialize<RuleReference>(Rule, Json.Options)!, ExtensionReason, Outcome is null ? null : Enum.Parse<AppealOutcome>(Outcome), Reason, DecidedBy,
            DecidedAt));
}
