using Datarun.Reports.Spreadsheets;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.Workbooks;

/// <summary>The workbook of a place above: a line for each unit, a column for each field, and where each known value is from on a second sheet.</summary>
public static class RequestSheet
{
    private const int FirstField = 5, FirstLine = 5;

    /// <summary>The sheets.</summary>
    public static IReadOnlyList<SheetToWrite> Of(IReadOnlyList<FilingTask> tasks, bool chinese)
    {
        var (words, request, form) = (new Words(chinese), tasks[0].Task.Request, tasks[0].Task.Form);
        var (lists, last) = (new ChoiceLists(words), FirstLine + tasks.Count - 1);
        string Range(int column) => $"{SheetAddress.Of(FirstLine, column)}:{SheetAddress.Of(last, column)}";
        var rows = new List<IReadOnlyList<CellToWrite>>
        {
            new CellToWrite[] { new(form.Body.Title, Look.TITLE) },
            new CellToWrite[]
            {
                new(words.Say(
                    $"报告期 {request.Period},截止 {request.DueOn:yyyy-MM-dd}。白色格填写;绿色已掌握;橙色已过期,仍属实请在“确认”列选是;空行不提交。",
                    $"Period {request.Period}, due on {request.DueOn:yyyy-MM-dd}. Fill white cells; green ones are known; orange ones are out of date: confirm or replace. Empty lines are left out."), Look.NOTE),
            },
            new[] { words.Say("单位代码", "Unit"), words.Say("单位名称", "Name"), words.Say("零报告", "Nil return"), words.Say("确认过期值仍属实", "Old values still true") }
                .Concat(form.Fields.Select(f => f.Element.Name + (f.Required ? " *" : ""))).Select(h => new CellToWrite(h, Look.HEADING)).ToArray(),
            ReadFilled.Codes(FirstField + form.Fields.Count - 1, [(1, ReadFilled.UnitCode), (3, ReadFilled.NilCode), (4, ReadFilled.ConfirmCode),
                .. form.Fields.Select((f, i) => (FirstField + i, f.Element.Code))]),
        };
        var sources = new List<IReadOnlyList<CellToWrite>>
        {
            new[] { words.Say("单位", "Unit"), words.Say("数据项", "Element"), words.Say("状态", "State"), words.Say("来源", "Source"), words.Say("提供单位", "Given by"), words.Say("时间", "At"), words.Say("所属期", "For period") }
                .Select(h => new CellToWrite(h, Look.HEADING)).ToArray(),
        };
        foreach (var task in tasks)
        {
            var shown = task.Cells.Select(cell => ShownCell.Of(task, cell)).ToList();
            rows.Add([
                new(task.Task.Unit), new(task.Names.GetValueOrDefault(task.Task.Unit)), new(task.Nil ? words.Of(true) : null, Look.OPEN, IsText: true),
                new(null, shown.Exists(s => s is { Handed: HandedAs.STALE, Body: not null }) ? Look.OPEN : Look.PLAIN, IsText: true), .. shown.Select(s => s.Write(words))]);
            sources.AddRange(shown.Where(s => s.Cell.Held is not null).Select(s => (IReadOnlyList<CellToWrite>)[
                new(task.Named(task.Task.Unit)), new(s.Cell.Element.Name), new(words.Of(s.Cell.State)), new(words.Kind(s.Cell.Held!.Kind)),
                new(task.Named(s.Cell.Held.By)), new(ChinaDay.Of(s.Cell.Held.At)), new(s.Cell.Held.Period)]));
        }
        var reasons = ReasonSheet.Of(tasks, lists, words);
        return [
            new SheetToWrite(words.Say("填报", "Filing"), rows)
            {
                Widths = [16, 20, 10, 12, .. form.Fields.Select(_ => 14.0)], IsProtected = true, FrozenRows = 4, FrozenColumns = 2, HiddenRows = [4],
                Validations = [lists.YesNo(Range(3)), lists.YesNo(Range(4)), .. form.Fields.Select((f, i) => lists.Of(f.Element, Range(FirstField + i)))],
            },
            new SheetToWrite(words.Say("来源", "Sources"), sources) { Widths = [26, 28, 11, 14, 26, 13, 11], IsProtected = true, FrozenRows = 1 },
            .. reasons is null ? Array.Empty<SheetToWrite>() : [reasons], lists.Sheet, .. HandedOut.Of("REQUEST", tasks[0].Task.Request.Id.ToString(), tasks).Sheets];
    }
}
