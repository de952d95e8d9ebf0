using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.WorkbookTemplates;

/// <summary>What can go wrong with departments' own workbooks.</summary>
public static class TemplateProblems
{
    public static readonly Problem TemplateUnknown = new("TEMPLATE_UNKNOWN", 404, "Your department has no workbook template of this code.", "本部门没有此代码的表样。");
    public static readonly Problem TemplateOfAnother = new("TEMPLATE_OF_ANOTHER_DEPARTMENT", 409, "Another department has a template of this code; take another code.", "其他部门已使用此表样代码,请换用其他代码。");
    public static readonly Problem CellUnknown = new("CELL_UNKNOWN", 422, "The workbook has no such sheet, or this is no address of a cell such as 表1!D5.", "工作簿没有此工作表,或单元格地址有误(应形如 表1!D5)。");
    public static readonly Problem CellTwice = new("CELL_TWICE", 422, "This cell or column is given to something else already; one would hide the other.", "该单元格或列已对应其他数据项,后者会覆盖前者。");

    public static readonly Problem TemplateEnded = new("TEMPLATE_ENDED", 409, "The department has ended this template; put the workbook again to use it.", "该表样已停用;如需使用,请重新上传。");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Problem> All { get; } = [TemplateUnknown, TemplateOfAnother, CellUnknown, CellTwice, TemplateEnded];
}
