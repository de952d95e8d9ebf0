using Datarun.Reports.Forms;
using Datarun.Reports.Spreadsheets;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.WorkbookTemplates;

/// <summary>Whether a mapping fits its workbook and its form. Pure.</summary>
public static class CheckMapping
{
    private const int Most = 10_000;
    private const int MostLines = 1000;
    private const int MostShown = 200; // Characters of a formula, enough to tell it.

    /// <summary>Everything that is wrong, at once.</summary>
    public static Check Of(Mapping mapping, IReadOnlyList<Sheet> sheets, AskedForm form)
    {
        var elements = form.Fields.Select(f => f.Element.Code).ToHashSet(StringComparer.Ordinal);
        var (cells, tables) = (mapping.Cells ?? [], mapping.Tables ?? []);
        var check = new Check().That(cells.Count <= Most, "/cells", ReportsProblems.OutOfBounds, $"≤ {Most}").That(tables.Count <= MostLines, "/tables", ReportsProblems.OutOfBounds, $"≤ {MostLines}");
        if (!check.Passes) return check;
        var taken = new HashSet<CellAddress>();
        foreach (var (i, cell) in cells.Index())
        {
            if (cell is null) check.That(false, $"/cells/{i}", CommonProblems.FieldRequired);
            else CheckCell(check, cell, sheets, elements, taken, $"/cells/{i}");
        }
        foreach (var (i, table) in tables.Index())
        {
            if (table?.Columns is null) check.That(false, $"/tables/{i}", CommonProblems.FieldRequired);
            else CheckTable(check, table, sheets, elements, $"/tables/{i}");
        }
        return check;
    }

    private static void CheckCell(Check check, MappedCell cell, IReadOnlyList<Sheet> sheets, HashSet<string> elements, HashSet<CellAddress> taken, string pointer)
    {
        var sheet = CellAddress.TryRead(cell.Cell, out var at) ? sheets.FirstOrDefault(s => s.Name == at.Sheet) : null;
        check.That(elements.Contains(cell.Element), $"{pointer}/element", ReportsProblems.ElementNotOnForm, cell.Element)
            .That(sheet is not null, $"{pointer}/cell", TemplateProblems.CellUnknown, cell.Cell)
            .That(at == default || taken.Add(at), $"{pointer}/cell", TemplateProblems.CellTwice, cell.Cell);
        if (sheet is not null) Takes(check, sheet, at.Row, at.Column, $"{pointer}/cell");
    }

    private static void CheckTable(Check check, MappedTable table, IReadOnlyList<Sheet> sheets, HashSet<string> elements, string pointer)
    {
        var sheet = sheets.FirstOrDefault(s => s.Name == table.Sheet);
        check.That(sheet is not null, $"{pointer}/sheet", TemplateProblems.CellUnknown, table.Sheet)
            .That(table.FirstRow is >= 1 and <= SheetAddress.MostRows, $"{pointer}/firstRow", ReportsProblems.OutOfBounds, $"1–{SheetAddress.MostRows}")
            .That(table.LastRow >= table.FirstRow && table.LastRow - (long)table.FirstRow < MostLines, $"{pointer}/lastRow", ReportsProblems.OutOfBounds, $"{table.FirstRow}–{table.FirstRow + (long)MostLines - 1}")
            .That(SheetAddress.TryRead($"{table.UnitColumn}1", out _, out _), $"{pointer}/unitColumn", TemplateProblems.CellUnknown, table.UnitColumn);
        var columns = new HashSet<string>(StringComparer.Ordinal) { table.UnitColumn };
        foreach (var (c, column) in table.Columns.Index())
        {
            check.That(column is not null && elements.Contains(column.Element), $"{pointer}/columns/{c}/element", ReportsProblems.ElementNotOnForm, column?.Element)
                .That(column is not null && SheetAddress.TryRead($"{column.Column}1", out _, out _), $"{pointer}/columns/{c}/column", TemplateProblems.CellUnknown, column?.Column)
                .That(column is null || columns.Add(column.Column), $"{pointer}/columns/{c}/column", TemplateProblems.CellTwice, column?.Column);
        }
        if (check.Passes) TableTakes(check, table, sheet!, pointer);
    }

    /// <summary>
    /// A line without a name is given to a unit, so all its cells must take what is put into them. Whether a line with a text names a unit is not
    /// known here, it may be a heading or a subtotal: where there are no others, a column is refused that fits in none of them.
    /// </summary>
    private static void TableTakes(Check check, MappedTable table, Sheet sheet, string pointer)
    {
        SheetAddress.TryRead($"{table.UnitColumn}1", out _, out var unit);
        var lines = Enumerable.Range(table.FirstRow, table.LastRow - table.FirstRow + 1).ToList();
        var unnamed = lines.FindAll(row => sheet.TextAt(row, unit).Length == 0);
        Takes(check, sheet, unnamed.Find(row => WhyNot(sheet, row, unit) is not null), unit, $"{pointer}/unitColumn");
        foreach (var (c, column) in table.Columns.Index())
        {
            SheetAddress.TryRead($"{column.Column}1", out _, out var number);
            bool IsUnfit(int row) => WhyNot(sheet, row, number) is not null;
            var wrong = unnamed.Count > 0 ? unnamed.Find(IsUnfit) : lines.TrueForAll(IsUnfit) ? table.FirstRow : 0;
            Takes(check, sheet, wrong, number, $"{pointer}/columns/{c}/column");
        }
    }

    private static void Takes(Check check, Sheet sheet, int row, int column, string pointer)
    {
        if (WhyNot(sheet, row, column) is var (problem, detail)) check.That(false, pointer, problem, detail);
    }

    /// <summary>Why a value put into a cell would be hidden, or hide what the department calculates; and which cells to take instead.</summary>
    private static (Problem Problem, string Detail)? WhyNot(Sheet sheet, int row, int column)
    {
        var at = new CellAddress(sheet.Name, row, column);
        if (sheet.Layout.MergedAt(row, column) is { } range && !range.BeginsAt(row, column))
            return (TemplateProblems.CellInMerged, $"{at} → {new CellAddress(sheet.Name, range.Top, range.Left)}");
        return sheet.Layout.FormulaAt(row, column) is { } formula ? (TemplateProblems.CellHoldsFormula, $"{at} ={(formula.Length > MostShown ? formula[..MostShown] : formula)}") : null;
    }
}

/// <summary>A cell of a workbook.</summary>
public readonly record struct CellAddress(string Sheet, int Row, int Column)
{
    public override string ToString() => $"{Sheet}!{SheetAddress.Of(Row, Column)}";

    /// <summary>Reads <c>表1!D5</c>, also with the name in quotes.</summary>
    public static bool TryRead(string? text, out CellAddress address)
    {
        address = default;
        var mark = text?.LastIndexOf('!') ?? -1;
        if (mark < 1 || !SheetAddress.TryRead(text.AsSpan(mark + 1), out var row, out var column)) return false;
        address = new CellAddress(text![..mark].Trim('\''), row, column);
        return true;
    }
}
