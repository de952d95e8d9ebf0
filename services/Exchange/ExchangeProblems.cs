using Datarun.ServiceDefaults.Problems;

namespace Datarun.Exchange;

/// <summary>What can go wrong in Exchange.</summary>
public static class ExchangeProblems
{
    public static readonly Problem ElementUnknown = new("ELEMENT_UNKNOWN", 404, "No data element has this code.", "没有这个代码的数据项。");
    public static readonly Problem UnknownElement = new("UNKNOWN_ELEMENT", 422, "A data element named here is not defined; see detail.", "所列数据项未定义,见 detail。");
    public static readonly Problem ElementCodeInvalid = new("ELEMENT_CODE_INVALID", 422, "An element's code has 1 to 100 letters, digits, dots and dashes and begins with a letter or digit.", "数据项代码为 1 至 100 个字母、数字、点、横线,以字母或数字开头。");
    public static readonly Problem ClassificationInvalid = new("CLASSIFICATION_INVALID", 422, "The classification grade is 1 (open) to 4 (most sensitive).", "分级为 1(公开)至 4(最敏感)。");
    public static readonly Problem ValidityInvalid = new("VALIDITY_INVALID", 422, "validForDays must be greater than 0, or be left out.", "validForDays 必须大于 0,或不填。");
    public static readonly Problem LegalBasisMissing = new("LEGAL_BASIS_MISSING", 422, "What is not shared must name the express legal provision (decree 809, articles 14 and 15).", "不予共享的数据须列明法律、行政法规或国务院决定的明确依据(政务数据共享条例第14、15条)。");
    public static readonly Problem ConditionsMissing = new("CONDITIONS_MISSING", 422, "What is shared on terms must list scope and purpose of use (decree 809, article 15).", "有条件共享的数据须列明使用范围、用途等条件(政务数据共享条例第15条)。");
    public static readonly Problem ChoicesInvalid = new("CHOICES_INVALID", 422, "A CHOICE needs choices, each present and different.", "选择型数据项须有选项,且不得为空或重复。");
    public static readonly Problem BoundsInvalid = new("BOUNDS_INVALID", 422, "min is greater than max.", "最小值大于最大值。");
    public static readonly Problem PatternInvalid = new("PATTERN_INVALID", 422, "The pattern is not a regular expression that can be matched in linear time (no back-references or look-around).", "正则表达式无效,或含有反向引用、环视等不支持的写法。");
    public static readonly Problem DoesNotFitType = new("DOES_NOT_FIT_TYPE", 422, "This field does not fit the element's type; see detail.", "此字段与数据项类型不符,见 detail。");
    public static readonly Problem UnknownOrgUnit = new("UNKNOWN_ORG_UNIT", 422, "No body with this code is registered in Rosters.", "机构名录中没有这个代码的单位。");
    public static readonly Problem NotTheSource = new("NOT_THE_SOURCE", 403, "Only the element's authoritative source may do this.", "只有该数据项的数源部门可以执行此操作。");
    public static readonly Problem DefinitionInUse = new("DEFINITION_IN_USE", 409, "Values were recorded under this definition, type and unit: another meaning is another element, with a code of its own.", "已有数据按现口径、类型和计量单位记录;口径不同即为另一数据项,请使用新的代码。");

    public static IReadOnlyList<Problem> All { get; } =
    [
        ElementUnknown, UnknownElement, ElementCodeInvalid, ClassificationInvalid, ValidityInvalid, LegalBasisMissing, ConditionsMissing,
        ChoicesInvalid, BoundsInvalid, PatternInvalid, DoesNotFitType, UnknownOrgUnit, NotTheSource, DefinitionInUse,
    ];
}
