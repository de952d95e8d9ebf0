using Datarun.ServiceDefaults.Problems;

namespace Datarun.Exchange.Sharing;

/// <summary>What can go wrong with extensions, disputes and the obligations of a grant.</summary>
public static class SharingProblems
{
    public static readonly Problem SignOffAhead = new("SIGN_OFF_AHEAD", 422, "The sign-off cannot lie in the future.", "审核日期不能晚于今天。");
    public static readonly Problem CitizenNumbersNotExchanged = new("CITIZEN_NUMBERS_NOT_EXCHANGED", 422, "These elements hold citizen numbers, which never leave the forms that they are filed in; ask without them.", "所列数据项为公民身份号码,只在填报处留存,不通过共享提供,请去掉后再申请。");
    public static readonly Problem NotTheAuthority = new("NOT_THE_AUTHORITY", 403, "Only the sharing authority of the area named in area may do this.", "只有 area 所列区域的政务数据共享主管部门可以执行此操作。");
    public static readonly Problem OwnMatter = new("OWN_MATTER", 403, "Nobody decides in a matter of its own.", "不得审批、裁决本单位的事项。");
    public static readonly Problem ExtensionTooLate = new("EXTENSION_TOO_LATE", 409, "More time is asked for and consented to while the answer is pending and its last day is not over; see state and replyDueOn.", "延长答复期限须在待答复且未超过期限时申请并经同意,见 state、replyDueOn。");
    public static readonly Problem ExtensionPending = new("EXTENSION_PENDING", 409, "An extension waits for the authority already.", "已有延期申请等待主管部门审批。");
    public static readonly Problem ExtensionTooLong = new("EXTENSION_TOO_LONG", 422, "All extensions of a request together have an upper bound; detail says how many workdays are left (decree 809, article 21).", "延长答复期限累计不得超过上限,detail 为剩余工作日数(政务数据共享条例第21条)。");
    public static readonly Problem NoExtensionAsked = new("NO_EXTENSION_ASKED", 409, "No extension waits for a decision.", "没有等待审批的延期申请。");
    public static readonly Problem ElementNotAsked = new("ELEMENT_NOT_ASKED", 422, "A reply agrees to elements that were asked for, and to no others; see detail.", "只能同意申请范围内的数据项,见 detail。");
    public static readonly Problem CorrectByPassed = new("CORRECT_BY_PASSED", 422, "The day by which misuse is to be put right has already passed.", "整改期限已过。");
    public static readonly Problem NothingOwed = new("NOTHING_OWED", 409, "Nothing of this kind is owed under the grant: see obligations. Disposal is owed once the grant has ended.", "该授权下没有待履行的此项义务,见 obligations;数据处置在授权终止后履行。");
    public static readonly Problem KeepingNeedsGround = new("KEEPING_NEEDS_GROUND", 422, "What is kept needs the provision that demands it.", "依法留存须注明法律依据。");

    public static readonly Problem DutyItemUnknown = new("DUTY_ITEM_UNKNOWN", 422, "Your duty list in force has no item of this code that needs data; see GET duty-items.", "您现行职责清单中没有需要数据的此事项,见 GET duty-items。");
    public static readonly Problem NotOfDuty = new("NOT_OF_DUTY", 422, "The duty item does not need this element; see detail.", "该职责事项不需要此数据项,见 detail。");

    public static IReadOnlyList<Problem> All { get; } =
    [
        SignOffAhead, CitizenNumbersNotExchanged, NotTheAuthority, OwnMatter, ExtensionTooLate, ExtensionPending, ExtensionTooLong, NoExtensionAsked, ElementNotAsked,
        CorrectByPassed, NothingOwed, KeepingNeedsGround, DutyItemUnknown, NotOfDuty,
    ];
}
