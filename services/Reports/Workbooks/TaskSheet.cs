using Datarun.Reports.Spreadsheets;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.Workbooks;

/// <summary>The workbook of one task: a line for each field. The row of codes tells a program where the columns are.</summary>
public static class TaskSheet
{
    private const int ValueColumn = 4, ConfirmColumn = 8;

    public static byte[] Write(FilingTask task, bool chinese)
    {
        var (words, request, form) = (new Words(chinese), task.Task.Request, task.Task.Form);
        var lists = new ChoiceLists(words);
        var rows = new List<IReadOnlyList<CellToWrite>>
        {
            new CellToWrite[] { new(form.Body.Title, Look.TITLE) },
            Info(words.Say("单位", "Unit"), task.Named(task.Task.Unit)),
            Info(words.Say("报告期", "Period"), request.Period.ToString()),
            Info(words.Say("截止日期", "Due on"), $"{request.DueOn:yyyy-MM-dd}"),
            Info(words.Say("说明", "How to"), words.Say("只需填写白色格;绿色为已掌握,橙色为已过期需确认。填好后原样上传。", "Fill the white cells; green ones are known, orange ones are out of date. Then send the file back.")),
            new[]
            {
                words.Say("序号", "No."), words.Say("数据项", "Element"), words.Say("代码", "Code"), words.Say("填报值", "Value"), words.Say("类型与范围", "Type and bounds"),
                words.Say("必填", "Required"), words.Say("状态", "State"), words.Say("确认仍属实", "Still true"), words.Say("来源", "Source"), words.Say("提供单位", "Given by"),
                words.Say("时间", "At"), words.Say("所属期", "For period"), words.Say("备注", "Remark"),
            }.Select(h => new CellToWrite(h, Look.HEADING)).ToArray(),
            ReadFilled.Codes(13, (3, ReadFilled.ElementCode), (ValueColumn, ReadFilled.ValueCode), (ConfirmColumn, ReadFilled.ConfirmCode)),
            new CellToWrite[]
            {
                new(null), new(words.Say("零报告(本期无此情况,不填数值)", "Nil return (nothing happened; no values)")), new(ReadFilled.NilCode, Look.NOTE),
                new(task.Nil ? words.Of(true) : null, Look.OPEN, IsText: true),
            },
        };
        var validations = new List<CellValidation> { lists.YesNo(SheetAddress.Of(rows.Count, ValueColumn)) };
        var all = task.Cells.Select(cell => ShownCell.Of(task, cell)).ToList();
        foreach (var (index, shown) in all.Index())
        {
            var (cell, held, row) = (shown.Cell, shown.Cell.Held, rows.Count + 1);
            var stale = shown.Handed == HandedAs.STALE && shown.Body is not null;
            rows.Add([
                new((decimal)index + 1), new(cell.Element.Name), new(cell.Element.Code, Look.NOTE), shown.Write(words), new(lists.HintOf(cell.Element), Look.NOTE),
                new(words.Of(cell.Required)), new(words.Of(cell.State)), stale ? new(null, Look.OPEN, IsText: true) : new(null), new(held is null ? null : words.Kind(held.Kind)),
                new(held is null ? null : task.Named(held.By)), new(held is null ? null : ChinaDay.Of(held.At)), new(held?.Period), new(words.Advice(shown), Look.NOTE),
            ]);
            if (shown.Look != Look.KNOWN) validations.Add(lists.Of(cell.Element, SheetAddress.Of(row, ValueColumn)));
            if (stale) validations.Add(lists.YesNo(SheetAddress.Of(row, ConfirmColumn)));
        }
        var reasons = ReasonSheet.Of(task, all.Where(s => s.Look != Look.KNOWN), words);
        return WriteWorkbook.Of([
            new SheetToWrite(words.Say("填报", "Filing"), rows)
            {
                Widths = [6, 32, 26, 20, 20, 8, 11, 12, 14, 26, 13, 11, 40], Validations = validations, IsProtected = true, FrozenRows = 6, HiddenRows = [7],
            },
            .. reasons is null ? Array.Empty<SheetToWrite>() : [reasons], lists.Sheet, .. HandedOut.Of("TASK", task.Task.Id, [task]).Sheets]);
    }

    private static CellToWrite[] Info(string name, string value) => [new(name, Look.NOTE), new(value)];
}
