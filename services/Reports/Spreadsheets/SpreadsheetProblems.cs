using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Spreadsheets;

/// <summary>What can be wrong with a file that somebody made with a spreadsheet program.</summary>
public static class SpreadsheetProblems
{
    public static readonly Problem WorkbookUnreadable = new("WORKBOOK_UNREADABLE", 400, "The file is not a whole .xlsx workbook; save it as Excel workbook (.xlsx) and send it again.", "文件不是完整的 .xlsx 工作簿,请另存为 Excel 工作簿(.xlsx)后重新上传。");
    public static readonly Problem WorkbookLocked = new("WORKBOOK_LOCKED", 422, "The file is encrypted with a password or in the old .xls format; save it as .xlsx without a password.", "文件带有打开密码或是旧的 .xls 格式,请去掉密码并另存为 .xlsx。");
    public static readonly Problem WorkbookNotPlain = new("WORKBOOK_NOT_PLAIN", 422, "The file has macros, links to other files or embedded objects, which are not taken; see errors.", "文件含有宏、外部链接或嵌入对象,不予接收,见 errors。");
    public static readonly Problem WorkbookTooLarge = new("WORKBOOK_TOO_LARGE", 422, "The workbook is larger than this call takes or gives; take a smaller place, or CSV or NDJSON for bulk. See errors.", "工作簿超过允许的规模,请缩小地区范围,或改用 CSV、NDJSON 批量方式,见 errors。");
    public static readonly Problem WorkbookNotOurs = new("WORKBOOK_NOT_OURS", 422, "This workbook was not made for filing: its hidden sheet is missing; download the task's workbook, fill it and send it back.", "此工作簿不是系统下发的填报表(缺少隐藏的标识页),请下载任务工作簿填写后上传。");
    public static readonly Problem WorkbookOfAnother = new("WORKBOOK_OF_ANOTHER", 422, "This workbook belongs to another task or request; see errors.", "此工作簿属于另一填报任务或下发任务,见 errors。");
    public static readonly Problem WorkbookOutdated = new("WORKBOOK_OUTDATED", 409, "This workbook was made for another version of the form; download it again.", "此工作簿对应的报表版本已变化,请重新下载。");
    public static readonly Problem LineTwice = new("LINE_TWICE", 422, "The same unit or element stands in the table twice.", "同一单位或数据项在表中出现两次。");
    public static readonly Problem ReasonAlone = new("REASON_ALONE", 422, "A reason names a unit that has no line in the table, or none; see errors.", "例外理由所指的单位在填报表中没有对应行,或未注明单位,见 errors。");
    public static readonly Problem ColumnUnknown = new("COLUMN_UNKNOWN", 422, "A column is neither form, unit or period nor the code or name of one element; see errors.", "表头既不是 form、unit、period,也不是唯一的数据项代码或名称,见 errors。");
    public static readonly Problem ColumnMissing = new("COLUMN_MISSING", 422, "The table lacks a column that it needs; see errors.", "表格缺少必要的列,见 errors。");
    public static readonly Problem CsvMalformed = new("CSV_MALFORMED", 400, "The line is not CSV: a quote is open, or the number of cells differs from the first line.", "该行不是 CSV:引号未闭合,或列数与首行不同。");
    public static readonly Problem EncodingUnknown = new("ENCODING_UNKNOWN", 422, "Take utf-8, gbk or gb18030 as the encoding.", "编码只能是 utf-8、gbk 或 gb18030。");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Problem> All { get; } =
    [
        WorkbookUnreadable, WorkbookLocked, WorkbookNotPlain, WorkbookTooLarge, WorkbookNotOurs, WorkbookOfAnother, WorkbookOutdated, LineTwice, ReasonAlone,
        ColumnUnknown, ColumnMissing, CsvMalformed, EncodingUnknown,
    ];
}
