using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Requests;

/// <summary>What can go wrong with a request after it was made.</summary>
public static class RequestsProblems
{
    public static readonly Problem TaskRecalled = new("TASK_RECALLED", 409, "The department has recalled its request; nothing is to be filed any more.", "派发部门已撤回该任务,无需填报。");
    public static readonly Problem NotAskedThere = new("NOT_ASKED_THERE", 422, "The request does not reach this place.", "该任务未下发到此地区。");
    public static readonly Problem NotLater = new("NOT_LATER", 422, "An extension gives a later day than the one that holds, see dueOn, and one that is still to come.", "延期后的截止日应晚于现行截止日(见 dueOn),且不得早于今天。");
    public static readonly Problem AlreadyRecalled = new("ALREADY_RECALLED", 409, "This part of the request is recalled already.", "该部分任务已经撤回。");

    public static IReadOnlyList<Problem> All { get; } = [TaskRecalled, NotAskedThere, NotLater, AlreadyRecalled];
}
