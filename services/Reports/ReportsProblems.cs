using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports;

/// <summary>What can go wrong in Reports. The grounds of admission stand in Admission/.</summary>
public static class ReportsProblems
{
    public static readonly Problem FormUnknown = new("FORM_UNKNOWN", 404, "No form has this code.", "没有这个代码的报表。");
    public static readonly Problem FormRefused = new("FORM_REFUSED", 422, "The form was not admitted; see the grounds in admission.", "报表未通过准入,理由见 admission。");
    public static readonly Problem AllFieldsKnown = new("ALL_FIELDS_KNOWN", 409, "Everything this form asks is known already; ask for sharing instead, the drafts are ready.", "此报表所需数据均已掌握,请改用数据共享,申请草稿已备好。");
    public static readonly Problem FormOfAnother = new("FORM_OF_ANOTHER_DEPARTMENT", 409, "Another department has a form of this code; take another code.", "其他部门已使用此报表代码,请换用其他代码。");
    public static readonly Problem UnknownOrgUnit = new("UNKNOWN_ORG_UNIT", 422, "Rosters knows no unit of this code.", "机构名册中没有这个代码的单位。");
    public static readonly Problem FieldsMissing = new("FIELDS_MISSING", 422, "A form has at least one and at most 1,000 fields.", "报表至少有一个、至多有一千个数据项。");
    public static readonly Problem FieldTwice = new("FIELD_TWICE", 422, "A form asks for an element once.", "同一数据项在报表中只能出现一次。");
    public static readonly Problem OutOfBounds = new("OUT_OF_BOUNDS", 422, "The number is outside its bounds; see detail.", "数值超出范围,见 detail。");
    public static readonly Problem UnitUnknown = new("UNIT_UNKNOWN", 422, "No place or body of this code is known.", "没有这个代码的区划或机构。");

    public static IReadOnlyList<Problem> All { get; } =
    [
        FormUnknown, FormRefused, AllFieldsKnown, FormOfAnother, UnknownOrgUnit, FieldsMissing, FieldTwice, OutOfBounds, UnitUnknown,
    ];
}
