using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.BurdenBudgets;

/// <summary>What can go wrong with a budget.</summary>
public static class BudgetProblems
{
    public static readonly Problem ReachesBack = new("BUDGET_REACHES_BACK", 422, "A budget begins today or later, and what has begun is not changed but ended, or followed by another; see detail for the first day that is free.", "预算自当日或以后起生效;已生效的预算不得改动,只能终止或另行设定,最早日期见 detail。");
    public static readonly Problem EndsBeforeItBegins = new("BUDGET_ENDS_BEFORE_IT_BEGINS", 422, "The last day lies before the first.", "截止日早于生效日。");
    public static readonly Problem LevelAboveScope = new("BUDGET_LEVEL_ABOVE_SCOPE", 422, "The place has no units of this level: it is one of a lower level itself.", "该地区层级低于所填单位层级。");
    public static readonly Problem NotYourArea = new("BUDGET_NOT_YOUR_AREA", 403, "A budget is set by the sharing authority of the area or of one above it.", "预算由本地区或上级地区的政务数据共享主管部门设定。");
    public static readonly Problem OfOwnBody = new("BUDGET_OF_OWN_BODY", 403, "Nobody sets the budget of its own asks; the authority above does.", "不得为本单位自设填报时间预算,应由上级主管部门设定。");

    public static IReadOnlyList<Problem> All { get; } = [ReachesBack, EndsBeforeItBegins, LevelAboveScope, NotYourArea, OfOwnBody];
}
