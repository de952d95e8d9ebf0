using Datarun.Reports.Requests;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Reviews;

/// <summary>What a reviewer says. ACCEPTED passes the filing on; RETURNED gives it back for correction.</summary>
public enum ReviewVerdict { ACCEPTED, RETURNED }

/// <summary>Where a task stands when it is reviewed.</summary>
/// <param name="IsFiled">Whether the unit filed.</param>
/// <param name="Standing">What happened beside.</param>
public sealed record Reviewable(bool IsFiled, TaskStanding Standing);

/// <summary>What a review does.</summary>
/// <param name="Refused">Why it does nothing; null otherwise.</param>
/// <param name="State">The state that follows; null where the same was said before, so that nothing changes.</param>
/// <param name="Awaiting">The level that reviews next.</param>
public sealed record ReviewDecision(Problem? Refused, TaskState? State = null, DivisionLevel? Awaiting = null)
{
    /// <summary>Said before: the answer is the same, and nothing changes.</summary>
    public static ReviewDecision Repeated { get; } = new(Refused: null);
}

/// <summary>
/// Review goes up the tree, one level at a time; after the last level the filing is REVIEWED and locked. Any reviewing level may return
/// it, the asking department too, and that one even after it took it. Pure.
/// </summary>
public static class DecideReview
{
    /// <param name="task">Where it stands.</param>
    /// <param name="levels">The form's reviewing levels, nearest first.</param>
    /// <param name="reviewer">The reviewer's level; null for the asking department.</param>
    /// <param name="verdict">What it says.</param>
    public static ReviewDecision On(Reviewable task, IReadOnlyList<DivisionLevel> levels, DivisionLevel? reviewer, ReviewVerdict verdict)
    {
        if (reviewer is { } of && !levels.Contains(of)) return new(ReviewsProblems.NotAReviewer);
        var state = task.Standing.State(task.IsFiled, complete: false);
        if (state == TaskState.TERMINATED) return new(task.Standing.IsRecalled ? RequestsProblems.TaskRecalled : Refusals.RefusalsProblems.TaskRefused);
        if (verdict == ReviewVerdict.RETURNED) return Return(task, state, reviewer);
        return reviewer is not { } level ? new(ReviewsProblems.NotAReviewer) : Accept(task.Standing, state, levels, level);
    }

    /// <summary>Whose turn it is; once nobody's is any more, that of the last level, which has said it before. Null for a form that nobody reviews.</summary>
    public static DivisionLevel? TurnOf(TaskStanding standing, IReadOnlyList<DivisionLevel> levels) => standing.Awaiting ?? levels.Cast<DivisionLevel?>().LastOrDefault();

    private static ReviewDecision Accept(TaskStanding standing, TaskState state, IReadOnlyList<DivisionLevel> levels, DivisionLevel level)
    {
        if (state is TaskState.REVIEWED or TaskState.COMPLETED) return ReviewDecision.Repeated;
        if (state != TaskState.IN_REVIEW) return new(ReviewsProblems.NotInReview);
        if (level > standing.Awaiting) return ReviewDecision.Repeated;
        if (level < standing.Awaiting) return new(ReviewsProblems.AwaitsAnotherLevel);
        var next = levels.Where(l => l < level).Cast<DivisionLevel?>().FirstOrDefault();
        return new(null, next is null ? TaskState.REVIEWED : TaskState.IN_REVIEW, next);
    }

    private static ReviewDecision Return(Reviewable task, TaskState state, DivisionLevel? reviewer)
    {
        if (!task.IsFiled) return new(ReviewsProblems.NothingFiled);
        if (state == TaskState.PENDING) return ReviewDecision.Repeated;
        return state == TaskState.COMPLETED && reviewer is not null ? new(ReviewsProblems.TaskLocked) : new(null, TaskState.PENDING);
    }
}
