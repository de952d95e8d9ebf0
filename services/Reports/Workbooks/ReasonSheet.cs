using Datarun.Reports.Spreadsheets;
using Datarun.Reports.Validation;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Datarun.Reports.Workbooks;

/// <summary>The sheet of a task on which a unit says why it files against a rule: a line for each rule that allows an exception, and for each number where outliers are remarked on.</summary>
internal static class ReasonSheet
{
    private const int RuleColumn = 2, ReasonColumn = 3;

    /// <summary>The sheet; null where no reason can be given.</summary>
    /// <param name="open">The cells that the unit may fill.</param>
    public static SheetToWrite? Of(FilingTask task, IEnumerable<ShownCell> open, Words words)
    {
        var form = task.Task.Form;
        (string Rule, string Says)[] lines =
        [
            .. RulesOfForm.For(form, task.Task.Unit).Select(r => r.Rule).Where(r => r.ExceptionAllowed).Select(r => (r.Code, words.Chinese ? r.Message : r.MessageEn ?? r.Message)).DistinctBy(r => r.Code),
            .. open.Select(c => c.Cell.Element).Where(e => form.Body.Outliers && e.Type is "INTEGER" or "DECIMAL")
                .Select(e => (FilingCheck.OutlierRule + e.Code, words.Say($"{e.Name}:数值明显偏离本单位历史范围", $"{e.Name}: far from what is usual for this unit"))),
        ];
        if (lines.Length == 0) return null;
        var rows = new List<IReadOnlyList<CellToWrite>>
        {
            new CellToWrite[] { new(words.Say("数据属实但不符合下列校验规则的,请在“理由”列说明;没有的留空。", "Where the values are right although a rule does not hold, say why; else leave it empty."), Look.NOTE) },
            new[] { words.Say("校验规则", "Rule"), words.Say("代码", "Code"), words.Say("理由", "Reason") }.Select(h => new CellToWrite(h, Look.HEADING)).ToArray(),
            ReadFilled.Codes(ReasonColumn, (RuleColumn, ReadFilled.RuleCode), (ReasonColumn, ReadFilled.ReasonCode)),
        };
        var first = rows.Count + 1;
        rows.AddRange(lines.Select(l => (IReadOnlyList<CellToWrite>)[new(l.Says), new(l.Rule, Look.NOTE), new(task.Reasons.GetValueOrDefault(l.Rule), Look.OPEN, IsText: true)]));
        return new SheetToWrite(words.Say("例外理由", "Reasons"), rows)
        {
            Widths = [60, 26, 60], IsProtected = true, FrozenRows = 2, HiddenRows = [3],
            Validations = [new CellValidation(
                $"{SheetAddress.Of(first, ReasonColumn)}:{SheetAddress.Of(rows.Count, ReasonColumn)}", DataValidationValues.TextLength, "0", $"{FilingCheck.LongestReason}", DataValidationOperatorValues.Between)],
        };
    }
}
