using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Datarun.Reports.Spreadsheets;
using Datarun.ServiceDefaults.Spreadsheets;

namespace Datarun.Reports.WorkbookTemplates;

/// <summary>
/// Writes values into a copy of a workbook; everything else, styles, widths and formulas, stays. A day is a date of the program, in the cell's own
/// date format or else in ours; 12.5 of an element in % is 0.125 where the cell shows percentages. The program that opens it calculates anew.
/// </summary>
public static class FillFile
{
    /// <summary>The filled copy. A null empties its cell.</summary>
    public static byte[] Of(byte[] file, IReadOnlyList<(CellAddress At, object? Value)> writes)
    {
        using var copy = new MemoryStream();
        copy.Write(file);
        using (var document = SpreadsheetDocument.Open(copy, isEditable: true))
        {
            var workbook = document.WorkbookPart!;
            var (styles, is1904) = (new LayoutStyles(workbook), workbook.Workbook!.WorkbookProperties?.Date1904?.Value == true);
            foreach (var sheet in writes.GroupBy(w => w.At.Sheet, StringComparer.Ordinal))
            {
                var id = workbook.Workbook!.Descendants<DocumentFormat.OpenXml.Spreadsheet.Sheet>().First(s => s.Name == sheet.Key).Id!;
                Fill((WorksheetPart)workbook.GetPartById(id!), sheet, styles, is1904);
            }
            // What was calculated from the old values is not to be shown.
            if (workbook.CalculationChainPart is { } chain) workbook.DeletePart(chain);
            var calculation = workbook.Workbook!.CalculationProperties ??= new CalculationProperties();
            calculation.FullCalculationOnLoad = true;
        }
        return copy.ToArray();
    }

    private static void Fill(WorksheetPart part, IEnumerable<(CellAddress At, object? Value)> writes, LayoutStyles styles, bool is1904)
    {
        var columns = part.Worksheet!.Elements<Columns>().SelectMany(c => c.Elements<Column>()).Where(c => c.Style is not null).ToList();
        var data = part.Worksheet!.GetFirstChild<SheetData>()!;
        var rows = data.Elements<Row>().Where(r => r.RowIndex is not null).ToDictionary(r => r.RowIndex!.Value);
        foreach (var line in writes.GroupBy(w => (uint)w.At.Row).OrderBy(l => l.Key))
        {
            if (!rows.TryGetValue(line.Key, out var row))
            {
                row = new Row { RowIndex = line.Key };
                data.InsertBefore(row, data.Elements<Row>().FirstOrDefault(r => r.RowIndex! > line.Key));
            }
            foreach (var (at, value) in line)
            {
                var cell = CellAt(row, at, columns);
                if (value is DateOnly day && SheetDay.NumberOf(day, is1904) is { } number)
                {
                    Put(cell, (decimal)number);
                    cell.StyleIndex = styles.DatedFrom(cell.StyleIndex?.Value ?? 0);
                }
                else if (value is SheetPercent percent) Put(cell, styles.KindOf(cell.StyleIndex?.Value ?? 0) == SheetCellKind.PERCENT ? percent.Part : percent.Number);
                else Put(cell, value is DateOnly early ? SheetDay.Text(early) : value);
            }
        }
    }

    /// <summary>The cell; a new one looks as its row or column does, as in a spreadsheet program.</summary>
    private static Cell CellAt(Row row, CellAddress at, List<Column> columns)
    {
        var reference = SheetAddress.Of(at.Row, at.Column);
        if (row.Elements<Cell>().FirstOrDefault(c => c.CellReference == reference) is { } there) return there;
        var cell = new Cell { CellReference = reference, StyleIndex = row.CustomFormat?.Value == true ? row.StyleIndex : columns.Find(c => c.Min! <= at.Column && c.Max! >= at.Column)?.Style };
        row.InsertBefore(cell, row.Elements<Cell>().FirstOrDefault(c => SheetAddress.TryRead(c.CellReference!.Value, out _, out var column) && column > at.Column));
        return cell;
    }

    private static void Put(Cell cell, object? value)
    {
        cell.RemoveAllChildren();
        cell.DataType = null;
        if (value is decimal number && SheetNumber.Holds(number)) cell.CellValue = new CellValue(number);
        else if (value is not null)
        {
            cell.DataType = CellValues.InlineString;
            cell.InlineString = new InlineString(new Text(SheetText.Write(Convert.ToString(value, CultureInfo.InvariantCulture)!)) { Space = SpaceProcessingModeValues.Preserve });
        }
    }
}
