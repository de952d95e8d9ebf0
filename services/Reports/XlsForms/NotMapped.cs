namespace Datarun.Reports.XlsForms;

/// <summary>Something in the file that a form here does not have.</summary>
/// <param name="Sheet">survey, choices or settings.</param>
/// <param name="Row">Row of the sheet, from 1.</param>
/// <param name="Column">Heading of the column.</param>
/// <param name="What">What stands there.</param>
/// <param name="Code">Stable reason, such as SKIP_LOGIC or TYPE_UNKNOWN.</param>
/// <param name="Why">The reason in the caller's language, with what to do instead.</param>
public sealed record NotMapped(string Sheet, int Row, string Column, string What, string Code, string Why);

/// <summary>Why something did not map.</summary>
/// <param name="Code">Stable.</param>
/// <param name="English">With what to do instead.</param>
/// <param name="Chinese">The same in zh-CN.</param>
public sealed record Why(string Code, string English, string Chinese)
{
    public static readonly Why ElementUnknown = new("ELEMENT_UNKNOWN", "no element has this code or name; define it in the catalogue, or name one in a column 'element'", "没有此代码或名称的数据项,请先在目录中定义,或在 element 列注明");
    public static readonly Why ElementAmbiguous = new("ELEMENT_AMBIGUOUS", "several elements have this name; name one by its code in a column 'element'", "有多个同名数据项,请在 element 列注明代码");
    public static readonly Why ElementTwice = new("ELEMENT_TWICE", "another question asks for the same element", "另一题已询问同一数据项");
    public static readonly Why TypeUnknown = new("TYPE_UNKNOWN", "a form asks for numbers, texts, dates, yes or no, and one choice; nothing else", "报表只支持数值、文本、日期、是否和单选");
    public static readonly Why TypeDiffers = new("TYPE_DIFFERS", "the element has another type, which stays", "数据项类型不同,以数据项为准");
    public static readonly Why ChoicesDiffer = new("CHOICES_DIFFER", "the element has other choices, which stay", "数据项的选项不同,以数据项为准");
    public static readonly Why LabelDiffers = new("LABEL_DIFFERS", "the element has its own name everywhere", "数据项名称统一,不随报表改变");
    public static readonly Why Hint = new("HINT", "the element's definition stands for it", "以数据项口径说明为准");
    public static readonly Why ChoiceFilter = new("CHOICE_FILTER", "choices do not depend on other answers; a validation rule can say which go together", "选项不随其他答案变化,可用校验规则说明哪些选项可同时出现");
    public static readonly Why Constraint = new("CONSTRAINT", "validation rules cannot say this; ask the element's source for a pattern or bounds", "校验规则无法表达此约束,请商数源部门在数据项上设置格式或范围");
    public static readonly Why SkipLogic = new("SKIP_LOGIC", "validation rules cannot say this condition; a field that does not always apply is better not required", "校验规则无法表达此条件,不总适用的字段请设为选填");
    public static readonly Why Calculation = new("CALCULATION", "computed figures are derived from values, never asked; drop it or define a roll-up", "计算值由数据推导,不作填报项");
    public static readonly Why Repeat = new("REPEAT", "repeated records belong into a ledger; see ledgers", "重复记录应建台账,见 ledgers");
    public static readonly Why Group = new("GROUP", "groups are flattened", "分组已展平");
    public static readonly Why Structure = new("STRUCTURE", "a group or repeat is opened and not closed, or the other way round", "分组或重复组未成对");
    public static readonly Why Presentation = new("PRESENTATION", "appearance, defaults, media and notes are not part of a form", "外观、默认值、媒体和说明不属于报表定义");
    public static readonly Why RequiredExpression = new("REQUIRED_EXPRESSION", "validation rules cannot say this condition; taken as not required", "校验规则无法表达此条件,已按选填处理");
    public static readonly Why SettingUnknown = new("SETTING_UNKNOWN", "a form has no such setting", "报表没有此设置");
    public static readonly Why SettingInvalid = new("SETTING_INVALID", "the setting cannot be read; give it in the draft", "设置无法识别,请在草稿中补充");
    public static readonly Why SettingMissing = new("SETTING_MISSING", "the form needs it and the file does not say it; fill it in in the draft", "报表需要此设置而文件未提供,请在草稿中补充");
}
