using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Reviews;

/// <summary>What can go wrong in a review.</summary>
public static class ReviewsProblems
{
    public static readonly Problem ReviewLevelInvalid = new("REVIEW_LEVEL_INVALID", 422, "A filing is reviewed by levels above the one that files, each once.", "审核层级须高于填报层级,且不得重复。");
    public static readonly Problem TaskLocked = new("TASK_LOCKED", 409, "The filing has been reviewed and is locked; have it returned for correction first.", "填报已审核并锁定,请先申请退回更正。");
    public static readonly Problem NotInReview = new("NOT_IN_REVIEW", 409, "Nothing of this unit waits for review.", "该单位没有待审核的填报。");
    public static readonly Problem AwaitsAnotherLevel = new("REVIEW_AWAITS_ANOTHER_LEVEL", 409, "A lower level has to review first; see awaiting.", "应先由下级审核,见 awaiting。");
    public static readonly Problem NotAReviewer = new("NOT_A_REVIEWER", 403, "Only the places above the unit at the form's review levels review it; the asking department may return it.", "只有报表规定的上级审核层级可以审核;派发部门可以退回。");
    public static readonly Problem ReasonRequired = new("REASON_REQUIRED", 422, "Say what has to be corrected.", "退回时须写明需更正的内容。");
    public static readonly Problem NothingFiled = new("NOTHING_FILED", 409, "The unit filed nothing that could be returned; what its source recorded is put right by a correction.", "该单位没有可退回的填报;数源录入的数据请走校核更正。");
    public static readonly Problem UnitTwice = new("UNIT_TWICE", 422, "A unit is named once.", "同一单位只能出现一次。");
    public static readonly Problem UnitsMissing = new("UNITS_MISSING", 422, "Name at least one and at most 10,000 units, or leave units out for all of them.", "请列出一至一万个单位,或省略 units 表示全部。");

    public static IReadOnlyList<Problem> All { get; } =
        [ReviewLevelInvalid, TaskLocked, NotInReview, AwaitsAnotherLevel, NotAReviewer, ReasonRequired, NothingFiled, UnitTwice, UnitsMissing];
}
