using Datarun.Reports.Places;
using Datarun.Reports.Requests;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Tasks;

/// <summary>What happened to a task beside its filing. Nothing, for most. Pure.</summary>
/// <param name="Row">Its state as it was set: PENDING once returned, IN_REVIEW, REVIEWED, COMPLETED once taken, TERMINATED once refused.</param>
/// <param name="Awaiting">The level that reviews next, while IN_REVIEW.</param>
/// <param name="Reason">Why it was returned, refused or recalled.</param>
/// <param name="IsRecalled">The department takes it back.</param>
/// <param name="FilingVersion">The version of the filing that the state is about.</param>
public sealed record TaskStanding(TaskState? Row = null, DivisionLevel? Awaiting = null, string? Reason = null, bool IsRecalled = false, int? FilingVersion = null)
{
    /// <summary>Nothing happened.</summary>
    public static TaskStanding None { get; } = new();

    /// <summary>The state of the task. What is filed is filed: a recall or a refusal never hides it.</summary>
    /// <param name="filed">Whether the unit filed.</param>
    /// <param name="complete">Whether nothing is left to type.</param>
    public TaskState State(bool filed, bool complete) => this switch
    {
        { Row: TaskState.PENDING or TaskState.IN_REVIEW or TaskState.REVIEWED } => IsRecalled ? TaskState.TERMINATED : Row.Value,
        { Row: TaskState.COMPLETED } => TaskState.COMPLETED,
        _ when filed => TaskState.COMPLETED,
        { Row: TaskState.TERMINATED } => TaskState.TERMINATED,
        _ when complete => TaskState.COMPLETED,
        _ => IsRecalled ? TaskState.TERMINATED : TaskState.PENDING,
    };

    /// <summary>Why nothing may be filed now; null where it may.</summary>
    public Problem? ClosedBy =>
        IsRecalled ? RequestsProblems.TaskRecalled
        : Row is TaskState.REVIEWED or TaskState.COMPLETED ? Reviews.ReviewsProblems.TaskLocked
        : Row is TaskState.TERMINATED ? Refusals.RefusalsProblems.TaskRefused
        : null;
}

/// <summary>The same as the tables have it.</summary>
internal record StandingRow : RequestRow
{
    public string Unit { get; init; } = "";
    public string? RowState { get; init; }
    public short? Awaiting { get; init; }
    public string? Reason { get; init; }
    public int? FilingVersion { get; init; }
    public string? RecalledFor { get; init; }
    public DateOnly Due { get; init; }
    public DateOnly? Began { get; init; }
    public DateOnly? Ended { get; init; }

    /// <summary>Why the unit is not asked, where its first and last day were read.</summary>
    public NotThere? NotThere => Began is null && Ended is null ? null : Places.NotThere.In(ServiceDefaults.Periods.Period.Parse(Period), Began, Ended);

    /// <summary>The request with the last day that holds for this unit.</summary>
    public Request RequestOfUnit => Request with { DueOn = Due };

    public TaskStanding Standing => RowState is null && RecalledFor is null ? TaskStanding.None : new(
        RowState is null ? null : Enum.Parse<TaskState>(RowState), (DivisionLevel?)Awaiting, RecalledFor ?? Reason, RecalledFor is not null, FilingVersion);
}
