using System.Text.Json;
using Datarun.Reports.Elements;
using Datarun.Reports.Filings;
using Datarun.Reports.Forms;
using Datarun.Reports.Spreadsheets;
using Datarun.Reports.Validation;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Workbooks;

/// <summary>What one unit has filled in.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Row">Row of the table; 0 where the whole sheet is of one unit.</param>
/// <param name="Input">The filing.</param>
/// <param name="Says">Whether it says anything that was not handed out.</param>
/// <param name="Cells">Where each member stands, by JSON pointer: 填报!D9.</param>
public sealed record FilledLine(string Unit, int Row, FilingInput Input, bool Says, IReadOnlyDictionary<string, string> Cells)
{
    /// <summary>Why it cannot be filed; null where nothing stands against it.</summary>
    public FieldError? Fault { get; init; }

    /// <summary>The same error, its cell named in the detail.</summary>
    public FieldError Locate(FieldError error) => error with { Detail = Locate(error.Pointer, error.Detail) };

    /// <summary>The detail with the cell in front.</summary>
    public string? Locate(string pointer, string? detail) => Cells.TryGetValue(pointer, out var cell) ? detail is null ? cell : $"{cell}: {detail}" : detail;
}

/// <summary>
/// Reads a filled workbook back into filings. Columns are found by the row of codes and lines by their own code, so sorting, inserting
/// or deleting lines or columns changes nothing. What stands as it was handed out is not sent again, unless the unit itself gave it. Pure.
/// </summary>
public sealed class ReadFilled(HandedOut handed, AskedForm form)
{
    internal const string UnitCode = "#unit", ElementCode = "#element", ValueCode = "#value", NilCode = "#nil", ConfirmCode = "#confirm", RuleCode = "#rule", ReasonCode = "#reason", ReasonUnitCode = "#reason-unit";
    private readonly HandedOut _handed = handed;
    private readonly Dictionary<string, Element> _elements = form.Fields.ToDictionary(f => f.Element.Code, f => f.Element, StringComparer.Ordinal);

    /// <summary>The row of codes.</summary>
    internal static CellToWrite[] Codes(int columns, params (int Column, string Code)[] codes) =>
        [.. Enumerable.Range(1, columns).Select(column => new CellToWrite(Array.Find(codes, c => c.Column == column).Code, Look.NOTE))];

    /// <summary>The workbook of one task. Throws WORKBOOK_NOT_OURS or LINE_TWICE.</summary>
    public FilledLine Task(IReadOnlyList<Sheet> sheets, string unit)
    {
        var (sheet, codes, columns) = MustHave(sheets, ElementCode);
        if (!columns.TryGetValue(ValueCode, out var value)) throw SpreadsheetProblems.WorkbookNotOurs.At("", ValueCode).AsException();
        var (element, confirm) = (columns[ElementCode], columns.GetValueOrDefault(ConfirmCode));
        var line = new Line(this, sheet, unit);
        string? nameless = null;
        foreach (var row in sheet.Rows.Keys.Where(row => row > codes))
        {
            var code = sheet.TextAt(row, element);
            if (code == NilCode) line.Nil(row, value);
            else if (code.Length > 0) line.Add(code, row, value, IsYes(sheet.TextAt(row, confirm)));
            else if (sheet.TextAt(row, value).Length > 0) nameless ??= $"{sheet.Name}!{SheetAddress.Of(row, element)}";
        }
        // A workbook that was handed out before there were reasons has no place for them.
        if (Table(sheets, ReasonCode) is var (reasons, head, of) && of.TryGetValue(RuleCode, out var rule))
        {
            foreach (var row in reasons.Rows.Keys.Where(row => row > head)) line.Excuse(reasons, row, rule, of[ReasonCode]);
        }
        // A value whose code was cleared or merged away is that of an element that is nowhere else; any other is a note.
        return line.Read(0) with { Fault = nameless is not null && line.LacksElements ? new FieldError("/values", CommonProblems.FieldRequired, nameless) : null };
    }

    /// <summary>The lines of a workbook of many units.</summary>
    public IReadOnlyList<FilledLine> Lines(IReadOnlyList<Sheet> sheets)
    {
        var (sheet, codes, columns) = MustHave(sheets, UnitCode);
        var (lines, nameless, twice) = (new Dictionary<string, (Line Line, int Row)>(StringComparer.Ordinal), new List<FilledLine>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var row in sheet.Rows.Keys.Where(row => row > codes))
        {
            var unit = sheet.TextAt(row, columns[UnitCode]);
            if (unit.Length == 0)
            {
                if (columns.Any(c => !c.Key.StartsWith('#') && sheet.TextAt(row, c.Value).Length > 0))
                    nameless.Add(Refused("", row, CommonProblems.FieldRequired, $"{sheet.Name}!{SheetAddress.Of(row, columns[UnitCode])}"));
                continue;
            }
            if (lines.ContainsKey(unit))
            {
                twice.Add(unit);
                nameless.Add(Twice(unit, row));
                continue;
            }
            var line = new Line(this, sheet, unit);
            if (columns.TryGetValue(NilCode, out var nil)) line.Nil(row, nil);
            var confirms = columns.TryGetValue(ConfirmCode, out var confirm) && IsYes(sheet.TextAt(row, confirm));
            foreach (var (code, column) in columns.Where(c => !c.Key.StartsWith('#'))) line.Add(code, row, column, confirms);
            lines[unit] = (line, row);
        }
        var alone = Excuses(sheets, lines);
        // Of two lines of one unit nobody knows which was meant.
        return [.. lines.Select(l => twice.Contains(l.Key) ? Twice(l.Key, l.Value.Row) : l.Value.Line.Read(l.Value.Row)), .. nameless, .. alone];

        FilledLine Twice(string unit, int row) => Refused(unit, row, SpreadsheetProblems.LineTwice, $"{sheet.Name}!{SheetAddress.Of(row, columns[UnitCode])}: {unit}");
    }

    private static FilledLine Refused(string unit, int row, Problem problem, string detail) =>
        new(unit, row, new FilingInput(new Dictionary<string, JsonElement>(), [], false, []), true, new Dictionary<string, string>()) { Fault = new FieldError("/unit", problem, detail) };

    /// <summary>Gives the reasons to the lines of their units; answers those of units that have none.</summary>
    private static List<FilledLine> Excuses(IReadOnlyList<Sheet> sheets, Dictionary<string, (Line Line, int Row)> lines)
    {
        var alone = new List<FilledLine>();
        // A workbook that was handed out before there were reasons has no place for them.
        if (Table(sheets, ReasonCode) is not var (sheet, codes, columns) || !columns.TryGetValue(RuleCode, out var rule) || !columns.TryGetValue(ReasonUnitCode, out var of)) return alone;
        foreach (var row in sheet.Rows.Keys.Where(row => row > codes))
        {
            var unit = sheet.TextAt(row, of);
            if (lines.TryGetValue(unit, out var line)) line.Line.Excuse(sheet, row, rule, columns[ReasonCode]);
            else if (sheet.TextAt(row, columns[ReasonCode]).Length > 0)
                alone.Add(Refused(unit, row, SpreadsheetProblems.ReasonAlone, $"{sheet.Name}!{SheetAddress.Of(row, of)}: {unit}"));
        }
        return alone;
    }

    private static (Sheet Sheet, int Codes, Dictionary<string, int> Columns) MustHave(IReadOnlyList<Sheet> sheets, string key) =>
        Table(sheets, key) ?? throw SpreadsheetProblems.WorkbookNotOurs.At("", key).AsException();

    /// <summary>The sheet that has a column of this code; null for none. Of a sheet and its copy nobody knows which was meant.</summary>
    private static (Sheet Sheet, int Codes, Dictionary<string, int> Columns)? Table(IReadOnlyList<Sheet> sheets, string key)
    {
        var found = (from sheet in sheets.Where(s => !HandedOut.IsHidden(s.Name))
                     from row in sheet.Rows
                     from cell in row.Value.Values
                     where cell.Text.Trim() == key
                     select (Sheet: sheet, Codes: row.Key, Cell: cell)).DistinctBy(f => f.Sheet).Take(2).ToList();
        if (found.Count == 0) return null;
        if (found.Count > 1) throw SpreadsheetProblems.LineTwice.At("", $"{found[1].Sheet.Name}!{found[1].Cell.Reference}: {key}").AsException();
        var (table, codes, _) = found[0];
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var cell in table.Rows[codes].Values.Where(c => !columns.TryAdd(c.Text.Trim(), c.Column)))
            throw SpreadsheetProblems.LineTwice.At("", $"{table.Name}!{cell.Reference}: {cell.Text}").AsException();
        return (table, codes, columns);
    }

    private static bool IsYes(string text) => text is "是" || text.Equals("yes", StringComparison.OrdinalIgnoreCase) || text == "true";

    /// <summary>Gathers one unit's filing.</summary>
    private sealed class Line(ReadFilled read, Sheet sheet, string unit)
    {
        private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _cells = new(StringComparer.Ordinal);
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
        private readonly HashSet<string> _blank = new(StringComparer.Ordinal);
        private readonly List<string> _confirmed = [];
        private readonly List<RuleException> _exceptions = [];
        private bool _nil, _says;

        public void Nil(int row, int column)
        {
            _nil = IsYes(sheet.TextAt(row, column));
            _says |= _nil != read._handed.Filings.GetValueOrDefault(unit).Nil;
            _cells["/nil"] = $"{sheet.Name}!{SheetAddress.Of(row, column)}";
        }

        public void Add(string code, int row, int column, bool confirms)
        {
            var at = $"{sheet.Name}!{SheetAddress.Of(row, column)}";
            if (!_seen.Add(code)) throw SpreadsheetProblems.LineTwice.At("", $"{at}: {code}").AsException();
            _cells[$"/values/{JsonPointer.Escape(code)}"] = at;
            var (element, cell) = (read._elements.GetValueOrDefault(code), sheet.At(row, column));
            var value = element is null ? cell is null ? (JsonElement?)null : JsonSerializer.SerializeToElement(cell.Text) : ReadCell.As(element, cell);
            if (value is null) _blank.Add(code);
            if (!read._handed.Values.TryGetValue((unit, code), out var was))
            {
                if (value is { } given) Say(code, given);
                return;
            }
            var untouched = value is { } v && element is not null
                && (JsonElement.DeepEquals(v, JsonElement.Parse(was.Json)) || (CheckValue.Read(element, v, out var body) is null && body.Json.GetRawText() == was.Json));
            if (was.As == HandedAs.STALE && confirms && (untouched || value is null))
            {
                _confirmed.Add(code);
                _says = true;
            }
            else if (untouched && was.As == HandedAs.OWN) _values[code] = value!.Value;
            else if (!untouched && value is { } typed) Say(code, typed);
            else if (!untouched && was.As == HandedAs.OWN) _says = true; // Taken back.
        }

        /// <summary>A reason. One that still stands as it was handed out goes with the number that it was about.</summary>
        public void Excuse(Sheet reasons, int row, int ruleColumn, int reasonColumn)
        {
            var (rule, reason) = (reasons.TextAt(row, ruleColumn), reasons.TextAt(row, reasonColumn));
            if (reason.Length == 0) return;
            var at = $"{reasons.Name}!{SheetAddress.Of(row, reasonColumn)}";
            if (_exceptions.Exists(e => e.Rule == rule)) throw SpreadsheetProblems.LineTwice.At("", $"{at}: {rule}").AsException();
            var untouched = read._handed.Reasons.GetValueOrDefault((unit, rule)) == reason;
            if (untouched && rule.StartsWith(FilingCheck.OutlierRule, StringComparison.Ordinal) && (_nil || _blank.Contains(rule[FilingCheck.OutlierRule.Length..]))) return;
            _cells[$"/exceptions/{_exceptions.Count}/rule"] = _cells[$"/exceptions/{_exceptions.Count}/reason"] = at;
            _exceptions.Add(new RuleException(rule, reason));
            _says |= !untouched;
        }

        private void Say(string code, JsonElement value)
        {
            _values[code] = value;
            _says = true;
        }

        /// <summary>Whether an element of the form stands nowhere.</summary>
        public bool LacksElements => read._elements.Keys.Any(code => !_seen.Contains(code));

        public FilledLine Read(int row) => new(unit, row, new FilingInput(_values, _confirmed, _nil, _exceptions), _says, _cells);
    }
}
