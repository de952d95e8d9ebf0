using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Validation;

/// <summary>What can go wrong with validation rules and by them.</summary>
public static class ValidationProblems
{
    public static readonly Problem ExpressionInvalid = new("EXPRESSION_INVALID", 422, "This is not a comparison that can be read; detail says where and what would be right.", "表达式无法识别,detail 指出位置与应有内容。");
    public static readonly Problem ExpressionUnknownElement = new("EXPRESSION_UNKNOWN_ELEMENT", 422, "The expression names an element that is not in the catalogue; see detail.", "表达式引用了目录中没有的数据项,见 detail。");
    public static readonly Problem ExpressionWrongType = new("EXPRESSION_WRONG_TYPE", 422, "The parts of the expression do not go together: numbers with numbers, texts with texts, and the whole is a comparison; see detail.", "表达式两侧类型不一致,或整体不是比较关系,见 detail。");
    public static readonly Problem ExpressionElsewhere = new("EXPRESSION_ELSEWHERE", 422, "The rule compares nothing that this form asks for.", "校验规则与本报表的数据项无关。");
    public static readonly Problem RuleTwice = new("RULE_TWICE", 422, "A form has a rule of one code once.", "同一报表中校验规则代码不得重复。");
    public static readonly Problem RuleUnknown = new("VALIDATION_RULE_UNKNOWN", 404, "There is no validation rule of this code here.", "此处没有这个代码的校验规则。");
    public static readonly Problem ExceptionUnknownRule = new("EXCEPTION_UNKNOWN_RULE", 422, "No rule of this code is applied to this filing.", "此填报不适用这个代码的校验规则。");
    public static readonly Problem ExceptionNotAllowed = new("EXCEPTION_NOT_ALLOWED", 422, "This rule allows no exception.", "该校验规则不允许例外。");
    public static readonly Problem RuleOfAnother = new("RULE_OF_ANOTHER_DEPARTMENT", 409, "Another department has a rule of this code; take another code.", "其他部门已使用此规则代码,请换用其他代码。");
    public static readonly Problem NotSourceOfAny = new("NOT_SOURCE_OF_ANY", 403, "A department makes rules about elements of which it is the source of at least one.", "部门只能对本部门为数源的数据项制定校验规则(至少一项)。");

    /// <summary>A broken rule; its title is the rule's own words.</summary>
    public static readonly Problem Failed = new("VALIDATION_FAILED", 422, "The values contradict each other; see errors, correct them or justify the exception.", "数据之间存在矛盾,见 errors,请更正或说明例外理由。");
    public static readonly Problem Excepted = new("VALIDATION_EXCEPTED", 422, "The rule does not hold; the reason given is kept with the filing.", "不符合校验规则,例外理由已随填报留存。");
    public static readonly Problem NotComputable = new("VALIDATION_NOT_COMPUTABLE", 422, "The rule could not be computed: a division by zero.", "校验规则无法计算(除数为零)。");
    public static readonly Problem Outlier = new("OUTLIER", 422, "The value is far from what is usual for this unit; detail has the usual range. It was taken; a reason may be given as an exception to the rule named.", "数值明显偏离本单位历史范围,见 detail;已照填报接收,可按 rule 所列代码说明理由。");

    public static readonly Problem OutlierExcepted = Excepted with { English = "The value is far from what is usual for this unit; the reason given is kept with the filing.", Chinese = "数值明显偏离本单位历史范围,理由已随填报留存。" };

    public static readonly Problem DemandsEvents = new("QUOTA_ON_ADVERSE_EVENT", 422, "The rule turns away a filing by which nothing happened; a count of events that nobody may cause can have no minimum.", "该规则不接受“没有发生”的填报;对不良事件的数量不得规定下限。");

    public static IReadOnlyList<Problem> All { get; } =
    [
        ExpressionInvalid, ExpressionUnknownElement, ExpressionWrongType, ExpressionElsewhere, RuleTwice, RuleUnknown, ExceptionUnknownRule, ExceptionNotAllowed,
        RuleOfAnother, NotSourceOfAny, Failed, Excepted, NotComputable, Outlier, DemandsEvents,
    ];
}
