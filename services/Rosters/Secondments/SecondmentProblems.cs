using Datarun.ServiceDefaults.Problems;

namespace Datarun.Rosters.Secondments;

/// <summary>What can go wrong with a secondment.</summary>
public static class SecondmentProblems
{
    public static readonly Problem Unknown = new("SECONDMENT_UNKNOWN", 404, "No secondment has this id.", "没有此标识的借调。");
    public static readonly Problem Refused = new("SECONDMENT_REFUSED", 422, "The secondment is refused; grounds gives every reason with its rule.", "借调不予办理,grounds 列出全部理由及所依据的规则。");
    public static readonly Problem FromBelow = new("SECONDMENT_FROM_BELOW", 422, "Superiors do not borrow from county level and below; cite the exemption that allows it.", "上级机关原则上不得从县及以下单位借调;确属例外的,须注明豁免情形和依据。");
    public static readonly Problem PostNotHeld = new("SECONDMENT_POST_NOT_HELD", 422, "The person does not hold the post on the first day.", "该人员在起始日未任此岗位。");
    public static readonly Problem Overlaps = new("SECONDMENT_OVERLAPS", 422, "The person is lent at that time already, or not back yet.", "该人员同期已被借调,或尚未返回。");
    public static readonly Problem TooLong = new("SECONDMENT_TOO_LONG", 422, "A secondment lasts no longer, and a renewal adds no more.", "借调或续借一次不得超过规定期限。");
    public static readonly Problem TooLongInTotal = new("SECONDMENT_TOTAL_REACHED", 422, "All in all the person would be away longer than is allowed.", "累计借调时间超过规定期限。");
    public static readonly Problem Repeated = new("SECONDMENT_REPEATED", 422, "The person would be lent again too soon after a return.", "返回后未满规定期限,不得重复借调。");
    public static readonly Problem RenewalLate = new("SECONDMENT_RENEWAL_LATE", 422, "The renewal was to be asked for by an earlier day, see bound.", "续借申请已过期限,最迟日期见 bound。");
    public static readonly Problem NotLonger = new("SECONDMENT_NOT_LONGER", 422, "A renewal ends after the last day that holds now.", "续借的截止日期须晚于现截止日期。");
    public static readonly Problem WithinUnit = new("SECONDMENT_WITHIN_UNIT", 422, "The unit of the post cannot borrow its own people.", "借入单位不能是岗位所在单位本身。");
    public static readonly Problem DateOutOfRange = new("SECONDMENT_DATE_OUT_OF_RANGE", 422, "Days of secondments lie within the range in detail.", "借调日期须在 detail 所示范围内。");
    public static readonly Problem Fixed = new("SECONDMENT_FIXED", 409, "Person, post and borrower stay, and nothing changes after the first day: renew it, or record the return.", "人员、岗位和借入单位不可更改,起始日后其他内容也不可更改;请办理续借或登记返回。");
    public static readonly Problem Returned = new("SECONDMENT_RETURNED", 409, "The person is back from this secondment.", "该借调已返回。");

    /// <summary>Those whose bound tells of another secondment of the person.</summary>
    public static IReadOnlyList<Problem> OfOthers { get; } = [Overlaps, TooLongInTotal, Repeated];

    public static IReadOnlyList<Problem> All { get; } =
        [Unknown, Refused, FromBelow, PostNotHeld, Overlaps, TooLong, TooLongInTotal, Repeated, RenewalLate, NotLonger, WithinUnit, DateOutOfRange, Fixed, Returned];
}
