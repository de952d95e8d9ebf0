using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Decisions;

/// <summary>What can go wrong with a decision on record and its appeal.</summary>
public static class DecisionProblems
{
    public static readonly Problem DecisionUnknown = new("DECISION_UNKNOWN", 404, "There is no such decision, or it is not yours to see.", "没有这个准入决定,或您无权查看。");
    public static readonly Problem NothingToAppeal = new("NOTHING_TO_APPEAL", 409, "The form was admitted; only a refusal can be appealed.", "该报表已通过准入,只有被拒绝的决定可以申诉。");
    public static readonly Problem AlreadyAppealed = new("ALREADY_APPEALED", 409, "This refusal was appealed already.", "该决定已经申诉过。");
    public static readonly Problem NoAppeal = new("NO_APPEAL", 409, "Nobody has appealed this decision.", "该决定没有申诉。");
    public static readonly Problem AppealDecided = new("APPEAL_DECIDED", 409, "The appeal is decided.", "申诉已经作出决定。");
    public static readonly Problem AlreadyExtended = new("ALREADY_EXTENDED", 409, "The time to decide was extended already; that can be done once.", "办理期限已经延长过,只能延长一次。");
    public static readonly Problem DecidesOwnCase = new("DECIDES_OWN_CASE", 403, "Whoever asked does not decide on its own appeal; another client of the same-level authority does.", "申请部门不得对自己的申诉作出决定,应由同级主管部门办理。");
    public static readonly Problem CannotBeWaived = new("GROUND_CANNOT_BE_WAIVED", 422, "These grounds are law, and no authority can set them aside; the form has to be changed, see grounds.", "下列理由属法律法规规定,任何机关不得豁免,须修改报表,见 grounds。");
    public static readonly Problem ChangedSince = new("FORM_CHANGED_SINCE", 409, "The form has been admitted in another version since this refusal.", "该报表在此次被拒绝之后已有新的版本通过准入。");

    public static IReadOnlyList<Problem> All { get; } =
    [
        DecisionUnknown, NothingToAppeal, AlreadyAppealed, NoAppeal, AppealDecided, AlreadyExtended, DecidesOwnCase, CannotBeWaived, ChangedSince,
    ];
}
