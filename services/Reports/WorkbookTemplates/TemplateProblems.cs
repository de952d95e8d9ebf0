using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.WorkbookTemplates;

/// <summary>What can go wrong with departments' own workbooks.</summary>
public static class TemplateProblems
{
    public static readonly Problem TemplateUnknown = new("TEMPLATE_UNKNOWN", 404, "Your department has no workbook template of this code.", "本部门没有此代码的表样。");
    public static readonly Problem TemplateOfAnother = new("TEMPLATE_OF_ANOTHER_DEPARTMENT", 409, "Another department has a template of this code; take another code.", "其他部门已使用此表样代码,请换用其他代码。");
    public static readonly Problem CellUnknown = new("CELL_UNKNOWN", 422, "The workbook has no such sheet, or this is no address of a cell such as 表1!D5.", "工作簿没有此工作表,或单元格地址有误(应形如 表1!D5)。");
    public static readonly Problem CellTwice = new("CELL_TWICE", 422, "This cell or column is given to something else already; one would hide the other.", "该单元格或列已对应其他数据项,后者会覆盖前者。");
    public static readonly Problem CellInMerged = new("CELL_IN_MERGED_RANGE", 422, "The cell lies inside a merged range, which shows its first cell only; map that one, see detail.", "该单元格位于合并区域内,只有区域的首个单元格会显示;请改用首个单元格,见 detail。");
    public static readonly Problem CellHoldsFormula = new("CELL_HOLDS_FORMULA", 422, "The cell holds a formula, which a value would replace; map the cells that it calculates from, see detail.", "该单元格含有公式,填入数据会覆盖公式;请改为对应公式所引用的单元格,见 detail。");

    public static readonly Problem TemplateEnded = new("TEMPLATE_ENDED", 409, "The department has ended this template; put the workbook again to use it.", "该表样已停用;如需使用,请重新上传。");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Problem> All { get; } = [TemplateUnknown, TemplateOfAnother, CellUnknown, CellTwice, CellInMerged, CellHoldsFormula, TemplateEnded];
}
