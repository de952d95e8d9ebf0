using System.Globalization;
using System.IO.Compression;
using System.Xml;
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
            PlainXml.Write(workbook.AddNewPart<WorkbookStylesPart>("styles"), WorkbookStyles.Make().WriteTo);
            var list = new Sheets();
            foreach (var (index, sheet) in sheets.Index())
            {
                var part = workbook.AddNewPart<WorksheetPart>($"sheet{index + 1}");
                PlainXml.Write(part, xml => Write(xml, sheet));
                list.Append(new DocumentFormat.OpenXml.Spreadsheet.Sheet
                {
                    Name = sheet.Name, SheetId = (uint)index + 1, Id = workbook.GetIdOfPart(part), State = sheet.IsHidden ? SheetStateValues.VeryHidden : SheetStateValues.Visible,
                });
            }
            PlainXml.Write(workbook, new Workbook(new BookViews(new WorkbookView()), list).WriteTo);
        }
        LeaveOutTime(file);
        return file.ToArray();
    }

    private static void LeaveOutTime(MemoryStream file)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true);
        foreach (var entry in zip.Entries) entry.LastWriteTime = Written;
    }

    private static void Write(XmlWriter xml, SheetToWrite sheet)
    {
        xml.WriteStartElement("worksheet", PlainXml.Spreadsheet);
        new SheetViews(View(sheet)).WriteTo(xml);
        if (sheet.Widths.Count > 0)
            new Columns(sheet.Widths.Select((w, i) => new Column { Min = (uint)i + 1, Max = (uint)i + 1, Width = w, CustomWidth = true })).WriteTo(xml);
        xml.WriteStartElement("sheetData", PlainXml.Spreadsheet);
        foreach (var (index, cells) in sheet.Rows.Index())
        {
            xml.WriteStartElement("row", PlainXml.Spreadsheet);
            xml.WriteAttributeString("r", (index + 1).ToString(CultureInfo.InvariantCulture));
            if (sheet.HiddenRows.Contains(index + 1)) xml.WriteAttributeString("hidden", "1");
            foreach (var (column, cell) in cells.Index())
            {
                if (cell.Value is not null || cell.Look != Look.PLAIN) CellOf(cell, SheetAddress.Of(index + 1, column + 1)).WriteTo(xml);
            }
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        if (sheet.IsProtected) new SheetProtection { Sheet = true, Objects = true, Scenarios = true, FormatColumns = false, FormatRows = false }.WriteTo(xml);
        if (sheet.Validations.Count > 0) new DataValidations(sheet.Validations.Select(Of)) { Count = (uint)sheet.Validations.Count }.WriteTo(xml);
        xml.WriteEndElement();
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
