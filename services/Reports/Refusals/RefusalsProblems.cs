using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Refusals;

/// <summary>What can go wrong with a refusal to file.</summary>
public static class RefusalsProblems
{
    public static readonly Problem TaskRefused = new("TASK_REFUSED", 409, "The unit has lawfully refused this task; it is closed.", "该单位已依法拒绝填报,任务已终止。");
    public static readonly Problem GroundDoesNotHold = new("GROUND_DOES_NOT_HOLD", 422, "The ground does not apply to this form today; see form.", "该理由今日不适用于此报表,见 form。");
    public static readonly Problem AlreadyAnswered = new("ALREADY_ANSWERED", 409, "The task is answered already; there is nothing to refuse.", "任务已完成填报,无可拒绝。");

    public static IReadOnlyList<Problem> All { get; } = [TaskRefused, GroundDoesNotHold, AlreadyAnswered];
}
