using Datarun.Reports.Masking;
using Datarun.ServiceDefaults.Masking;
using Datarun.Reports.Forms;
using Datarun.Reports.Spreadsheets;
using Datarun.Reports.Tasks;
using Datarun.Reports.Values;

namespace Datarun.Reports.WorkbookTemplates;

/// <summary>Why a cell stays empty. NEEDS_GRANT: the department may not read the value without a sharing grant. UNIT_UNKNOWN: the line names no unit of the form here.</summary>
public enum EmptyCause { MISSING, STALE, NIL, NEEDS_GRANT, NOT_SHARED, UNIT_UNKNOWN, NAME_UNKNOWN, NO_LINE_LEFT }

/// <summary>A cell that stays empty.</summary>
public sealed record EmptyCell(string Cell, string? Element, string? Unit, EmptyCause Why);

/// <summary>What goes into the cells of a template, and what stays empty. Pure, but for what it is given.</summary>
public sealed class FillPlan(AskedForm form, string period, (string Code, string Name) place, IReadOnlyList<(string Code, string Name)> units)
{
    private readonly List<(CellAddress At, string Element, string Unit)> _values = [];
    private readonly List<(CellAddress At, string Text)> _texts = [];
    private readonly List<(CellAddress At, string Text)> _mixed = [];
    private readonly List<EmptyCell> _empty = [];
    private readonly HashSet<string> _elements = form.Fields.Select(f => f.Element.Code).ToHashSet(StringComparer.Ordinal);

    /// <summary>Units whose values are needed.</summary>
    public IReadOnlyList<string> Units => [.. _values.Select(v => v.Unit).Concat(_mixed.Count > 0 ? [place.Code] : Array.Empty<string>()).Distinct(StringComparer.Ordinal)];

    /// <summary>Finds the place of every value.</summary>
    public FillPlan Of(Mapping mapping, IReadOnlyList<Sheet> sheets)
    {
        foreach (var cell in mapping.Cells ?? [])
        {
            if (CellAddress.TryRead(cell.Cell, out var at)) _values.Add((at, cell.Element, place.Code));
        }
        foreach (var (at, text) in Placeholders.In(sheets))
        {
            if (Placeholders.Only(text) is { } element && _elements.Contains(element)) _values.Add((at, element, place.Code));
            else if (Placeholders.Names(text).Any(_elements.Contains)) _mixed.Add((at, text));
            else Text(at, text, _ => null);
        }
        foreach (var table in mapping.Tables ?? []) Lines(table, sheets.First(s => s.Name == table.Sheet));
        return this;
    }

    /// <summary>The cells to write, and those that stay empty.</summary>
    /// <param name="cells">What is known of each unit.</param>
    /// <param name="mayRead">Whether the department may read an element of a unit.</param>
    public (IReadOnlyList<(CellAddress At, object? Value)> Writes, IReadOnlyList<EmptyCell> Empty) With(
        IReadOnlyDictionary<(string Unit, string Element), Cell> cells, Func<Elements.Element, string, bool> mayRead)
    {
        var writes = new List<(CellAddress, object?)>();
        object? Value(CellAddress at, string element, string unit)
        {
            var why = WhyEmpty(cells.GetValueOrDefault((unit, element)), mayRead, unit);
            if (why is null && Shown(cells[(unit, element)]) is { } shown) return shown;
            _empty.Add(new EmptyCell(at.ToString(), element, unit, why ?? EmptyCause.NOT_SHARED));
            return null;
        }
        foreach (var (at, element, unit) in _values) writes.Add((at, Value(at, element, unit)));
        foreach (var (at, text) in _mixed) Text(at, text, element => _elements.Contains(element) ? Said(Value(at, element, place.Code)) : null);
        writes.AddRange(_texts.Select(t => (t.At, (object?)t.Text)));
        return (writes, _empty);
    }

    private static EmptyCause? WhyEmpty(Cell? cell, Func<Elements.Element, string, bool> mayRead, string unit) =>
        cell is null ? EmptyCause.MISSING
        : !mayRead(cell.Element, unit) ? (cell.Element.SharingClass == "NOT_SHARED" ? EmptyCause.NOT_SHARED : EmptyCause.NEEDS_GRANT)
        : cell.State == CellState.MISSING ? EmptyCause.MISSING
        : cell.State == CellState.STALE ? EmptyCause.STALE
        : cell.Held!.Body == ValueBody.Nil ? EmptyCause.NIL : null;

    /// <summary>A value as the form shows it; null where it shows none of it.</summary>
    private object? Shown(Cell cell) => form.ProfileOf(cell.Element) is var profile and not MaskingProfile.FULL
        ? profile.Show(cell.Held!.Body)?.Text
        : Plain(cell.Element, cell.Held!.Body);

    private static object? Plain(Elements.Element element, ValueBody body) => body switch
    {
        { Number: { } number } => SheetPercent.IsOf(element) ? new SheetPercent(number) : number,
        { Flag: { } flag } => flag ? "是" : "否",
        { Text: { } text } => SheetDay.Of(element, text) is { } day ? day : text,
        _ => null,
    };

    private static string Said(object? value) => value is DateOnly day ? SheetDay.Text(day) : $"{value}";

    private void Text(CellAddress at, string text, Func<string, string?> value) => _texts.Add((at, Placeholders.Replace(text, name => name switch
    {
        "unit.code" => place.Code,
        "unit.name" => place.Name,
        "period" => period,
        "form.title" => form.Body.Title,
        _ => value(name) ?? Unknown(at, name),
    })));

    private string Unknown(CellAddress at, string name)
    {
        _empty.Add(new EmptyCell(at.ToString(), name, null, EmptyCause.NAME_UNKNOWN));
        return "";
    }

    /// <summary>Lines that name a unit, by code, name or short name, are that unit's; empty ones are given to the units that no line names, in their order.</summary>
    private void Lines(MappedTable table, Sheet sheet)
    {
        SheetAddress.TryRead($"{table.UnitColumn}1", out _, out var unitColumn);
        var rows = Enumerable.Range(table.FirstRow, table.LastRow - table.FirstRow + 1).Select(row => (Row: row, Text: sheet.TextAt(row, unitColumn))).ToList();
        var byText = units.Select(u => (Text: u.Code, u.Code)).Concat(Once(u => u.Name)).Concat(Once(u => ShortName.Of(u.Name)))
            .DistinctBy(u => u.Text).ToDictionary(u => u.Text, u => u.Code, StringComparer.Ordinal);
        var named = rows.Where(r => byText.ContainsKey(r.Text)).Select(r => byText[r.Text]).ToHashSet(StringComparer.Ordinal);
        var left = new Queue<(string Code, string Name)>(units.Where(u => !named.Contains(u.Code)));
        foreach (var (row, text) in rows)
        {
            if (byText.TryGetValue(text, out var unit)) Line(table, row, unit);
            else if (text.Length > 0) _empty.Add(new EmptyCell(new CellAddress(table.Sheet, row, unitColumn).ToString(), null, null, EmptyCause.UNIT_UNKNOWN));
            else if (left.TryDequeue(out var next))
            {
                _texts.Add((new CellAddress(table.Sheet, row, unitColumn), next.Name));
                Line(table, row, next.Code);
            }
        }
        _empty.AddRange(left.Select(u => new EmptyCell($"{table.Sheet}!{table.UnitColumn}{table.LastRow}", null, u.Code, EmptyCause.NO_LINE_LEFT)));
    }

    /// <summary>The units by a name that only one of them has.</summary>
    private IEnumerable<(string Text, string Code)> Once(Func<(string Code, string Name), string> name) =>
        units.GroupBy(name).Where(g => g.Count() == 1).Select(g => (Text: g.Key, g.First().Code));

    private void Line(MappedTable table, int row, string unit)
    {
        foreach (var column in table.Columns)
        {
            SheetAddress.TryRead($"{column.Column}1", out _, out var number);
            _values.Add((new CellAddress(table.Sheet, row, number), column.Element, unit));
        }
    }
}
