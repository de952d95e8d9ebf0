using System.Globalization;
using System.IO.Compression;
using Datarun.ServiceDefaults.Spreadsheets;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Datarun.Reports.Spreadsheets;

/// <summary>Writes a workbook, its sheets forward only. Every text is a text: nothing that somebody once typed becomes a formula. The same sheets give the same bytes, as a tag of them needs.</summary>
public static class WriteWorkbook
{
    private static readonly DateTimeOffset Written = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The file.</summary>
    public static byte[] Of(IReadOnlyList<SheetToWrite> sheets)
    {
        using var file = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            document.ChangeIdOfPart(workbook, "workbook");
            workbook.AddNewPart<WorkbookStylesPart>("styles").Stylesheet = WorkbookStyles.Make();
            var list = new Sheets();
            foreach (var (index, sheet) in sheets.Index())
            {
                var part = workbook.AddNewPart<WorksheetPart>($"sheet{index + 1}");
                Write(part, sheet);
                list.Append(new DocumentFormat.OpenXml.Spreadsheet.Sheet
                {
                    Name = sheet.Name, SheetId = (uint)index + 1, Id = workbook.GetIdOfPart(part), State = sheet.IsHidden ? SheetStateValues.VeryHidden : SheetStateValues.Visible,
                });
            }
            workbook.Workbook = new Workbook(new BookViews(new WorkbookView()), list);
        }
        LeaveOutTime(file);
        return file.ToArray();
    }

    private static void LeaveOutTime(MemoryStream file)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true);
        foreach (var entry in zip.Entries) entry.LastWriteTime = Written;
    }

    private static void Write(WorksheetPart part, SheetToWrite sheet)
    {
        using var writer = OpenXmlWriter.Create(part);
        writer.WriteStartElement(new Worksheet());
        writer.WriteElement(new SheetViews(View(sheet)));
        if (sheet.Widths.Count > 0)
            writer.WriteElement(new Columns(sheet.Widths.Select((w, i) => new Column { Min = (uint)i + 1, Max = (uint)i + 1, Width = w, CustomWidth = true })));
        writer.WriteStartElement(new SheetData());
        foreach (var (index, cells) in sheet.Rows.Index())
        {
            writer.WriteStartElement(new Row { RowIndex = (uint)index + 1, Hidden = sheet.HiddenRows.Contains(index + 1) ? true : null });
            foreach (var (column, cell) in cells.Index())
            {
                if (cell.Value is not null || cell.Look != Look.PLAIN) writer.WriteElement(CellOf(cell, SheetAddress.Of(index + 1, column + 1)));
            }
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
        if (sheet.IsProtected) writer.WriteElement(new SheetProtection { Sheet = true, Objects = true, Scenarios = true, FormatColumns = false, FormatRows = false });
        if (sheet.Validations.Count > 0) writer.WriteElement(new DataValidations(sheet.Validations.Select(Of)) { Count = (uint)sheet.Validations.Count });
        writer.WriteEndElement();
    }

    private static Cell CellOf(CellToWrite cell, string reference)
    {
        var written = new Cell { CellReference = reference, StyleIndex = WorkbookStyles.Of(cell.Look, cell.IsText, cell.IsDate || cell.Value is DateOnly) };
        switch (cell.Value)
        {
            case decimal number when SheetNumber.Holds(number):
                written.CellValue = new CellValue(number);
                break;
            case DateOnly day when SheetDay.NumberOf(day) is { } number:
                written.CellValue = new CellValue(number);
                break;
            case { } other:
                written.DataType = CellValues.InlineString;
                written.InlineString = new InlineString(new Text(SheetText.Write(Text(other))) { Space = SpaceProcessingModeValues.Preserve });
                break;
        }
        return written;
    }

    private static string Text(object value) => value is DateOnly day ? SheetDay.Text(day) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static SheetView View(SheetToWrite sheet)
    {
        var view = new SheetView { WorkbookViewId = 0 };
        if (sheet.FrozenRows > 0 || sheet.FrozenColumns > 0)
        {
            view.Append(new Pane
            {
                VerticalSplit = sheet.FrozenRows > 0 ? sheet.FrozenRows : null, HorizontalSplit = sheet.FrozenColumns > 0 ? sheet.FrozenColumns : null,
                TopLeftCell = SheetAddress.Of(sheet.FrozenRows + 1, sheet.FrozenColumns + 1), State = PaneStateValues.Frozen,
                ActivePane = sheet.FrozenColumns == 0 ? PaneValues.BottomLeft : sheet.FrozenRows == 0 ? PaneValues.TopRight : PaneValues.BottomRight,
            });
        }
        return view;
    }

    private static DataValidation Of(CellValidation validation)
    {
        var made = new DataValidation(new Formula1(validation.From))
        {
            Type = validation.Type, Operator = validation.Type == DataValidationValues.List ? null : validation.Operator, AllowBlank = true, ShowErrorMessage = true,
            SequenceOfReferences = new ListValue<StringValue> { InnerText = validation.Range },
        };
        if (validation.To is not null) made.Append(new Formula2(validation.To));
        if (validation.Prompt is { } prompt) (made.ShowInputMessage, made.Prompt) = (true, prompt.Length > 255 ? prompt[..255] : prompt);
        return made;
    }
}
