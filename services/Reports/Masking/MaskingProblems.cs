using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Masking;

/// <summary>What can go wrong with masks and identifiers.</summary>
public static class MaskingProblems
{
    public static readonly Problem DoesNotFit = new("MASK_DOES_NOT_FIT", 422, "This masking profile does not fit the element: it is for texts, or for citizen numbers.", "该脱敏方式不适用于此数据项(仅适用于文本或公民身份号码)。");
    public static readonly Problem PurposeMissing = new("MASK_NEEDS_PURPOSE", 422, "A form that shows any part of a citizen number states why it is needed (personalData; PIPL 6).", "显示公民身份号码任何部分的报表须说明必要性(personalData;个人信息保护法第6条)。");
    public static readonly Problem CitizenIdInvalid = new("CITIZEN_ID_INVALID", 422, "This is no citizen number; detail says what is wrong: length, digits, date or check.", "不是有效的公民身份号码,detail 指出问题所在:长度、数字、日期或校验码。");
    public static readonly Problem CreditCodeInvalid = new("CREDIT_CODE_INVALID", 422, "This is no unified social credit code; detail says what is wrong: length, characters or check.", "不是有效的统一社会信用代码,detail 指出问题所在:长度、字符或校验码。");

    public static IReadOnlyList<Problem> All { get; } = [DoesNotFit, PurposeMissing, CitizenIdInvalid, CreditCodeInvalid];
}
