using Datarun.Reports.Forms;
using Datarun.Reports.Requests;
using Datarun.Reports.Spreadsheets;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.Workbooks;

/// <summary>The workbook of a place above: a line for each unit, a column for each field, and where each known value is from on a second sheet.</summary>
public static class RequestSheet
{
    private const int UnitColumn = 1, NilColumn = 3, ConfirmColumn = 4, FirstField = 5, FirstLine = 5;

    /// <summary>The sheets.</summary>
    public static IReadOnlyList<SheetToWrite> Of(IReadOnlyList<FilingTask> tasks, bool chinese)
    {
        var (words, request, form) = (new Words(chinese), tasks[0].Task.Request, tasks[0].Task.Form);
        var (lists, last) = (new ChoiceLists(words), FirstLine + tasks.Count - 1);
        string Range(int column) => $"{SheetAddress.Of(FirstLine, column)}:{SheetAddress.Of(last, column)}";
        var (rows, sources) = (Head(request, form, words), new List<IReadOnlyList<CellToWrite>> { SourceHeadings(words) });
        foreach (var task in tasks)
        {
            var shown = task.Cells.Select(cell => ShownCell.Of(task, cell)).ToList();
            rows.Add(LineOf(task, shown, words));
            sources.AddRange(shown.Where(s => s.Cell.Held is not null).Select(s => SourceOf(task, s.Cell, words)));
        }
        var reasons = ReasonSheet.Of(tasks, lists, words);
        return [
            new SheetToWrite(words.Say("填报", "Filing"), rows)
            {
                Widths = [16, 20, 10, 12, .. form.Fields.Select(_ => 14.0)], IsProtected = true, FrozenRows = 4, FrozenColumns = 2, HiddenRows = [4],
                Validations = [lists.YesNo(Range(NilColumn)), lists.YesNo(Range(ConfirmColumn)), .. form.Fields.Select((f, i) => lists.Of(f.Element, Range(FirstField + i)))],
            },
            new SheetToWrite(words.Say("来源", "Sources"), sources) { Widths = [26, 28, 11, 14, 26, 13, 11], IsProtected = true, FrozenRows = 1 },
            .. reasons is null ? Array.Empty<SheetToWrite>() : [reasons], lists.Sheet, .. HandedOut.Of(HandedOut.OfRequest, $"{request.Id}", tasks).Sheets];
    }

    private static List<IReadOnlyList<CellToWrite>> Head(Request request, AskedForm form, Words words) =>
    [
        [new(form.Body.Title, Look.TITLE)],
        [
            new(words.Say(
                $"报告期 {request.Period},截止 {request.DueOn:yyyy-MM-dd}。白色格填写;绿色已掌握;橙色已过期,仍属实请在“确认”列选是;空行不提交。",
                $"Period {request.Period}, due on {request.DueOn:yyyy-MM-dd}. Fill white cells; green ones are known; orange ones are out of date: confirm or replace. Empty lines are left out."), Look.NOTE),
        ],
        Headings([
            words.Say("单位代码", "Unit"), words.Say("单位名称", "Name"), words.Say("零报告", "Nil return"), words.Say("确认过期值仍属实", "Old values still true"),
            .. form.Fields.Select(f => f.Element.Name + (f.Required ? " *" : ""))]),
        ReadFilled.Codes(
            FirstField + form.Fields.Count - 1,
            [(UnitColumn, ReadFilled.UnitCode), (NilColumn, ReadFilled.NilCode), (ConfirmColumn, ReadFilled.ConfirmCode), .. form.Fields.Select((f, i) => (FirstField + i, f.Element.Code))]),
    ];

    private static CellToWrite[] LineOf(FilingTask task, IReadOnlyList<ShownCell> shown, Words words) =>
    [
        new(task.Task.Unit), new(task.Names.GetValueOrDefault(task.Task.Unit)), new(task.Nil ? words.Of(true) : null, Look.OPEN, IsText: true),
        new(null, shown.Any(s => s is { Handed: HandedAs.STALE, Body: not null }) ? Look.OPEN : Look.PLAIN, IsText: true), .. shown.Select(s => s.Write(words)),
    ];

    private static CellToWrite[] SourceHeadings(Words words) => Headings([
        words.Say("单位", "Unit"), words.Say("数据项", "Element"), words.Say("状态", "State"), words.Say("来源", "Source"), words.Say("提供单位", "Given by"), words.Say("时间", "At"),
        words.Say("所属期", "For period")]);

    private static CellToWrite[] SourceOf(FilingTask task, Cell cell, Words words) =>
    [
        new(task.Named(task.Task.Unit)), new(cell.Element.Name), new(words.Of(cell.State)), new(words.Kind(cell.Held!.Kind)), new(task.Named(cell.Held.By)),
        new(ChinaDay.Of(cell.Held.At)), new(cell.Held.Period),
    ];

    private static CellToWrite[] Headings(string[] texts) => Array.ConvertAll(texts, text => new CellToWrite(text, Look.HEADING));
}
