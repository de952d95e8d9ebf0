using Datarun.ServiceDefaults.Problems;

namespace Datarun.Exchange.Catalogue;

/// <summary>What can go wrong with the catalogue.</summary>
public static class CatalogueProblems
{
    public static readonly Problem DatasetUnknown = new("DATASET_UNKNOWN", 404, "The catalogue has no entry of this code.", "目录中没有这个代码的条目。");
    public static readonly Problem DatasetOfAnother = new("DATASET_OF_ANOTHER_PROVIDER", 409, "Another provider has an entry of this code; take another code.", "其他部门已使用此目录代码,请换用其他代码。");
    public static readonly Problem DatasetCodeInvalid = new("DATASET_CODE_INVALID", 422, "An entry's code has 1 to 100 letters, digits, dots and dashes and begins with a letter or digit.", "目录代码为 1 至 100 个字母、数字、点、横线,以字母或数字开头。");
    public static readonly Problem NotOfProvider = new("NOT_OF_PROVIDER", 422, "This element has another source: each source lists its own (一数一源).", "该数据项属于其他数源部门,由其自行编目(一数一源)。");
    public static readonly Problem AssessmentMissing = new("ASSESSMENT_MISSING", 422, "Before publishing come the secrecy review, the personal-information impact assessment and the approval of the department's head (decree 809, article 13).", "发布前须完成保密风险评估、个人信息保护影响评估,并经部门负责人审核(政务数据共享条例第13条)。");
    public static readonly Problem NotInReview = new("NOT_IN_REVIEW", 409, "Nothing of this entry waits for review.", "该目录条目没有待审核的内容。");
    public static readonly Problem OwnReview = new("OWN_REVIEW", 403, "The same-level sharing authority reviews, not the provider itself (decree 809, article 16).", "目录由同级政务数据共享主管部门审核,提供部门不得自行审核(政务数据共享条例第16条)。");
    public static readonly Problem DateAhead = new("DATE_AHEAD", 422, "What is stated here has happened; its day cannot lie ahead, see detail.", "此处填报的是已发生的事,日期不能晚于今天,见 detail。");

    public static readonly Problem DeadlineUnknown = new("CATALOGUE_DEADLINE_UNKNOWN", 404, "There is no such deadline of the catalogue that concerns you.", "没有与您有关的这一目录更新或审核期限。");
    public static readonly Problem CauseNotStated = new("CAUSE_NOT_STATED", 422, "LAW_CHANGED and DUTIES_CHANGED are stated; the platform notes the other causes by itself.", "只能填报 LAW_CHANGED、DUTIES_CHANGED,其他情形由系统自动记录。");

    public static IReadOnlyList<Problem> All { get; } =
        [DatasetUnknown, DatasetOfAnother, DatasetCodeInvalid, NotOfProvider, AssessmentMissing, NotInReview, OwnReview, DateAhead, DeadlineUnknown, CauseNotStated];
}
