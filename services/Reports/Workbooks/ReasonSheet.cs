using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Spreadsheets;
using Datarun.Reports.Validation;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Datarun.Reports.Workbooks;

/// <summary>
/// The sheet on which units say why they file against a rule. Of a task: a line for each rule that allows an exception, and for each number where outliers
/// are remarked on. Of a request: a line for each reason, of which unit and rule are chosen, and those rules beside them.
/// </summary>
internal static class ReasonSheet
{
    private const int RuleColumn = 2, ReasonColumn = 3, UnitColumn = 1, ListedWordsColumn = 6;
    private const int LeastBlank = 50; // And at least one for each unit.

    /// <summary>The sheet of a task; null where no reason can be given.</summary>
    /// <param name="open">The cells that the unit may fill.</param>
    public static SheetToWrite? Of(FilingTask task, IEnumerable<ShownCell> open, Words words)
    {
        var rules = RulesOf(task.Task.Form, [task.Task.Unit], open.Select(c => c.Cell.Element), words);
        if (rules.Count == 0) return null;
        var rows = Head(
            words.Say("数据属实但不符合下列校验规则的,请在“理由”列说明;没有的留空。", "Where the values are right although a rule does not hold, say why; else leave it empty."),
            [words.Say("校验规则", "Rule"), words.Say("代码", "Code"), words.Say("理由", "Reason")],
            ReadFilled.Codes(ReasonColumn, (RuleColumn, ReadFilled.RuleCode), (ReasonColumn, ReadFilled.ReasonCode)));
        var first = rows.Count + 1;
        rows.AddRange(rules.Select(r => (IReadOnlyList<CellToWrite>)[new(r.Says), new(r.Rule, Look.NOTE), new(task.Reasons.GetValueOrDefault(r.Rule), Look.OPEN, IsText: true)]));
        return Sheet(rows, [60, 26, 60], [Length(first, rows.Count)], words);
    }

    /// <summary>The sheet of a request; null where no reason can be given.</summary>
    public static SheetToWrite? Of(IReadOnlyList<FilingTask> tasks, ChoiceLists lists, Words words)
    {
        var form = tasks[0].Task.Form;
        var rules = RulesOf(form, [.. tasks.Select(t => t.Task.Unit)], form.Fields.Select(f => f.Element), words);
        if (rules.Count == 0) return null;
        var rows = Head(
            words.Say(
                "数据属实但不符合右侧校验规则的,请逐行选择单位代码和规则代码,并在“理由”列说明。",
                "Where the values of a unit are right although a rule on the right does not hold, choose unit and rule on a line and say why."),
            [words.Say("单位代码", "Unit"), words.Say("规则代码", "Rule"), words.Say("理由", "Reason"), "", words.Say("规则代码", "Rule"), words.Say("校验规则", "What it says")],
            ReadFilled.Codes(ListedWordsColumn, (UnitColumn, ReadFilled.ReasonUnitCode), (RuleColumn, ReadFilled.RuleCode), (ReasonColumn, ReadFilled.ReasonCode)));
        var first = rows.Count + 1;
        (string Unit, string Rule, string Reason)[] given = [.. tasks.SelectMany(t => t.Reasons.Select(r => (t.Task.Unit, r.Key, r.Value)))];
        for (var line = 0; line < Math.Max(given.Length + Math.Max(tasks.Count, LeastBlank), rules.Count); line++)
        {
            var (said, rule) = (given.ElementAtOrDefault(line), rules.ElementAtOrDefault(line));
            rows.Add([
                new(said.Unit, Look.OPEN, IsText: true), new(said.Rule, Look.OPEN, IsText: true), new(said.Reason, Look.OPEN, IsText: true),
                new(null), new(rule.Rule, Look.NOTE), new(rule.Says)]);
        }
        return Sheet(rows, [16, 26, 60, 3, 26, 60],
            [
                lists.OneOf([.. tasks.Select(t => t.Task.Unit)], Range(UnitColumn, first, rows.Count)), lists.OneOf([.. rules.Select(r => r.Rule)], Range(RuleColumn, first, rows.Count)),
                Length(first, rows.Count),
            ], words);
    }

    /// <summary>What units may file against, in words.</summary>
    private static IReadOnlyList<(string Rule, string Says)> RulesOf(AskedForm form, IReadOnlyList<string> units, IEnumerable<Element> elements, Words words) =>
    [
        .. units.SelectMany(unit => RulesOfForm.For(form, unit)).Select(r => r.Rule).Where(r => r.ExceptionAllowed).DistinctBy(r => r.Code)
            .Select(r => (r.Code, words.Chinese ? r.Message : r.MessageEn ?? r.Message)),
        .. elements.Where(e => form.Body.Outliers && e.Type is "INTEGER" or "DECIMAL")
            .Select(e => (FilingCheck.OutlierRule + e.Code, words.Say($"{e.Name}:数值明显偏离本单位历史范围", $"{e.Name}: far from what is usual for this unit"))),
    ];

    private static List<IReadOnlyList<CellToWrite>> Head(string says, string[] headings, CellToWrite[] codes) =>
        [[new CellToWrite(says, Look.NOTE)], [.. headings.Select(h => new CellToWrite(h, Look.HEADING))], codes];

    private static SheetToWrite Sheet(List<IReadOnlyList<CellToWrite>> rows, IReadOnlyList<double> widths, IReadOnlyList<CellValidation> validations, Words words) =>
        new(words.Say("例外理由", "Reasons"), rows) { Widths = widths, IsProtected = true, FrozenRows = 2, HiddenRows = [3], Validations = validations };

    private static CellValidation Length(int first, int last) =>
        new(Range(ReasonColumn, first, last), DataValidationValues.TextLength, "0", $"{FilingCheck.LongestReason}", DataValidationOperatorValues.Between);

    private static string Range(int column, int first, int last) => $"{SheetAddress.Of(first, column)}:{SheetAddress.Of(last, column)}";
}
