using Datarun.Reports.Spreadsheets;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.Workbooks;

/// <summary>The workbook of one task: a line for each field. The row of codes tells a program where the columns are.</summary>
public static class TaskSheet
{
    private const int CodeColumn = 3, ValueColumn = 4, ConfirmColumn = 8, LastColumn = 13;

    public static byte[] Write(FilingTask task, bool chinese)
    {
        var words = new Words(chinese);
        var (lists, rows) = (new ChoiceLists(words), Head(task, words));
        var validations = new List<CellValidation> { lists.YesNo(SheetAddress.Of(rows.Count, ValueColumn)) };
        var all = task.Cells.Select(cell => ShownCell.Of(task, cell)).ToList();
        foreach (var (index, shown) in all.Index())
        {
            var isConfirmable = shown is { Handed: HandedAs.STALE, Body: not null };
            rows.Add(LineOf(index + 1, shown, isConfirmable, task, lists, words));
            if (shown.Look != Look.KNOWN) validations.Add(lists.Of(shown.Cell.Element, SheetAddress.Of(rows.Count, ValueColumn)));
            if (isConfirmable) validations.Add(lists.YesNo(SheetAddress.Of(rows.Count, ConfirmColumn)));
        }
        var reasons = ReasonSheet.Of(task, all.Where(s => s.Look != Look.KNOWN), words);
        return WriteWorkbook.Of([
            new SheetToWrite(words.Say("填报", "Filing"), rows)
            {
                Widths = [6, 32, 26, 20, 20, 8, 11, 12, 14, 26, 13, 11, 40], Validations = validations, IsProtected = true, FrozenRows = 6, HiddenRows = [7],
            },
            .. reasons is null ? Array.Empty<SheetToWrite>() : [reasons], lists.Sheet, .. HandedOut.Of(HandedOut.OfTask, task.Task.Id, [task]).Sheets]);
    }

    /// <summary>What stands above the fields; the last row is that of a nil return.</summary>
    private static List<IReadOnlyList<CellToWrite>> Head(FilingTask task, Words words) =>
    [
        [new(task.Task.Form.Body.Title, Look.TITLE)],
        Info(words.Say("单位", "Unit"), task.Named(task.Task.Unit)),
        Info(words.Say("报告期", "Period"), task.Task.Request.Period.ToString()),
        Info(words.Say("截止日期", "Due on"), $"{task.Task.Request.DueOn:yyyy-MM-dd}"),
        Info(words.Say("说明", "How to"), words.Say("只需填写白色格;绿色为已掌握,橙色为已过期需确认。填好后原样上传。", "Fill the white cells; green ones are known, orange ones are out of date. Then send the file back.")),
        Array.ConvertAll(
            [
                words.Say("序号", "No."), words.Say("数据项", "Element"), words.Say("代码", "Code"), words.Say("填报值", "Value"), words.Say("类型与范围", "Type and bounds"),
                words.Say("必填", "Required"), words.Say("状态", "State"), words.Say("确认仍属实", "Still true"), words.Say("来源", "Source"), words.Say("提供单位", "Given by"),
                words.Say("时间", "At"), words.Say("所属期", "For period"), words.Say("备注", "Remark"),
            ], (string heading) => new CellToWrite(heading, Look.HEADING)),
        ReadFilled.Codes(LastColumn, (CodeColumn, ReadFilled.ElementCode), (ValueColumn, ReadFilled.ValueCode), (ConfirmColumn, ReadFilled.ConfirmCode)),
        [
            new(null), new(words.Say("零报告(本期无此情况,不填数值)", "Nil return (nothing happened; no values)")), new(ReadFilled.NilCode, Look.NOTE),
            new(task.Nil ? words.Of(true) : null, Look.OPEN, IsText: true),
        ],
    ];

    private static CellToWrite[] LineOf(int number, ShownCell shown, bool isConfirmable, FilingTask task, ChoiceLists lists, Words words)
    {
        var (cell, held) = (shown.Cell, shown.Cell.Held);
        return
        [
            new((decimal)number), new(cell.Element.Name), new(cell.Element.Code, Look.NOTE), shown.Write(words), new(lists.HintOf(cell.Element), Look.NOTE),
            new(words.Of(cell.Required)), new(words.Of(cell.State)), isConfirmable ? new(null, Look.OPEN, IsText: true) : new(null), new(held is null ? null : words.Kind(held.Kind)),
            new(held is null ? null : task.Named(held.By)), new(held is null ? null : ChinaDay.Of(held.At)), new(held?.Period), new(words.Advice(shown), Look.NOTE),
        ];
    }

    private static CellToWrite[] Info(string name, string value) => [new(name, Look.NOTE), new(value)];
}
