using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Refusals;

/// <summary>What can go wrong with a refusal to file.</summary>
public static class RefusalsProblems
{
    public static readonly Problem TaskRefused = new("TASK_REFUSED", 409, "The unit has lawfully refused this task; it is closed.", "该单位已依法拒绝填报,任务已终止。");
    public static readonly Problem GroundDoesNotHold = new("GROUND_DOES_NOT_HOLD", 422, "The ground does not apply to this form today; see form.", "该理由今日不适用于此报表,见 form。");
    public static readonly Problem AlreadyAnswered = new("ALREADY_ANSWERED", 409, "The task is answered already; there is nothing to refuse.", "任务已完成填报,无可拒绝。");

    public static readonly Problem RefusalUnknown = new("REFUSAL_UNKNOWN", 404, "The unit has not refused this task.", "该单位未拒绝此任务。");
    public static readonly Problem RequestOver = new("REQUEST_OVER", 409, "The last day to file is over, see dueOn; a refusal is no longer withdrawn.", "填报截止日已过(见 dueOn),不能再撤回拒绝。");

    public static IReadOnlyList<Problem> All { get; } = [TaskRefused, GroundDoesNotHold, AlreadyAnswered, RefusalUnknown, RequestOver];
}
