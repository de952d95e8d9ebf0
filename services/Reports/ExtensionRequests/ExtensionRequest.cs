using Datarun.Reports.Tasks;

namespace Datarun.Reports.ExtensionRequests;

/// <summary>OPEN: not answered, which is never consent. CONSENTED: the later day holds. DECLINED.</summary>
public enum ExtensionState { OPEN, CONSENTED, DECLINED }

/// <summary>A unit's request for more time for its own task.</summary>
/// <param name="Department">Who asked for the form and decides.</param>
/// <param name="DueOn">The last day that the unit asks for.</param>
/// <param name="Reason">Why, in the unit's own words.</param>
/// <param name="DecisionReason">The department's reason; null while OPEN.</param>
public sealed record ExtensionRequest(
    Guid Id, string Task, string Unit, string Form, string Department, DateOnly DueOn, string Reason, DateTimeOffset AskedAt, ExtensionState State,
    string? DecisionReason, DateTimeOffset? DecidedAt);

/// <summary>The same as a row.</summary>
internal sealed record ExtensionRequestRow
{
    public const string Select =
        """
        SELECT q.id, q.request, q.unit, r.form, r.department, q.due_on, q.reason, q.asked_at, q.state, q.decision_reason, q.decided_at
        FROM extension_request q JOIN request r ON r.id = q.request
        """;

    public Guid Id { get; init; }
    public Guid Request { get; init; }
    public string Unit { get; init; } = "";
    public string Form { get; init; } = "";
    public string Department { get; init; } = "";
    public DateOnly DueOn { get; init; }
    public string Reason { get; init; } = "";
    public DateTimeOffset AskedAt { get; init; }
    public string State { get; init; } = nameof(ExtensionState.OPEN);
    public string? DecisionReason { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }

    public ExtensionRequest View => new(
        Id, AskedUnit.IdOf(Request, Unit), Unit, Form, Department, DueOn, Reason, AskedAt, Enum.Parse<ExtensionState>(State), DecisionReason, DecidedAt);
}
