using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;

namespace Datarun.Tests.Platform.Workbooks;

/// <summary>A workbook as a person at a spreadsheet program sees and changes it.</summary>
internal sealed class Book(byte[] file)
{
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public byte[] Bytes => file;

    public HttpContent Body => ApiClient.Raw(Bytes, MediaType);

    /// <summary>A workbook of plain texts and numbers, as a department makes it.</summary>
    public static Book Of(params (string Sheet, object?[][] Rows)[] sheets)
    {
        using var made = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(made, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            workbook.Workbook = new Workbook(new Sheets());
            foreach (var (index, (name, rows)) in sheets.Index())
            {
                var part = workbook.AddNewPart<WorksheetPart>();
                part.Worksheet = new Worksheet(new SheetData(rows.Select((cells, r) => new Row(cells.Select((v, c) => (v, c)).Where(x => x.v is not null).Select(x => Cell($"{(char)('A' + x.c)}{r + 1}", x.v!))) { RowIndex = (uint)r + 1 })));
                workbook.Workbook.Sheets!.Append(new Sheet { Name = name, SheetId = (uint)index + 1, Id = workbook.GetIdOfPart(part) });
            }
        }
        return new Book(made.ToArray());
    }

    /// <summary>Whether a strict reader finds nothing wrong with it.</summary>
    public Book IsValid()
    {
        using var stream = new MemoryStream(file);
        using var document = SpreadsheetDocument.Open(stream, false);
        Assert.Empty(new OpenXmlValidator(FileFormatVersions.Office2019).Validate(document).Select(e => $"{e.Part?.Uri} {e.Path?.XPath}: {e.Description}"));
        return this;
    }

    public string[] Sheets => Read(d => d.WorkbookPart!.Workbook!.Descendants<Sheet>().Select(s => $"{s.Name}{(s.State?.Value == SheetStateValues.VeryHidden ? " hidden" : "")}").ToArray());

    public string Text(string at, string? sheet = null) => Read(d => TextOf(d, Find(Part(d, sheet), at)));

    /// <summary>The first cell with this text, in any column.</summary>
    public string Where(string text, string? sheet = null) => Read(d => Part(d, sheet).Worksheet!.Descendants<Cell>().First(c => TextOf(d, c) == text).CellReference!.Value!);

    public int RowOf(string text) => int.Parse(Where(text).TrimStart([.. "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]), CultureInfo.InvariantCulture);

    public bool IsLocked(string at) => Read(d => Format(d, at) is not { ApplyProtection.Value: true, Protection.Locked.Value: false });

    public bool IsProtected => Read(d => Part(d, null).Worksheet!.GetFirstChild<SheetProtection>()?.Sheet?.Value == true);

    public uint FillOf(string at, string? sheet = null) => Read(d => Format(d, at, sheet).FillId!.Value);

    /// <summary>The workbook's own number format of a cell; empty for none.</summary>
    public string FormatOf(string at) => Read(d => d.WorkbookPart!.WorkbookStylesPart!.Stylesheet!.NumberingFormats!.Elements<NumberingFormat>()
        .FirstOrDefault(n => n.NumberFormatId! == (Format(d, at).NumberFormatId?.Value ?? 0))?.FormatCode?.Value ?? "");

    /// <summary>What a cell admits: the kind and the bounds or choices.</summary>
    public (string Type, string From, string To) Validation(string at) => Read(d => Part(d, null).Worksheet!.Descendants<DataValidation>()
        .Where(v => v.SequenceOfReferences!.InnerText == at).Select(v => (v.Type!.InnerText!, v.Formula1!.Text, v.Formula2?.Text ?? "")).Single());

    /// <summary>Types something: a number stays a number, a text a text.</summary>
    public Book Type(string at, object? value, string? sheet = null) => Change(d =>
    {
        var (part, typed) = (Part(d, sheet), value is null ? new Cell { CellReference = at } : Cell(at, value));
        var old = Find(part, at);
        typed.StyleIndex = old?.StyleIndex;
        if (old is not null) old.Parent!.ReplaceChild(typed, old);
        else Row(part, at).Append(typed);
    });

    /// <summary>Gives a cell a number format of its own.</summary>
    public Book Format(string at, string code) => Change(d =>
    {
        var styles = d.WorkbookPart!.WorkbookStylesPart!.Stylesheet!;
        styles.NumberingFormats!.Append(new NumberingFormat { NumberFormatId = 190, FormatCode = code });
        var format = (CellFormat)styles.CellFormats!.ElementAt((int)(Find(Part(d, null), at)?.StyleIndex?.Value ?? 0)).CloneNode(true);
        format.NumberFormatId = 190;
        styles.CellFormats!.Append(format);
        Find(Part(d, null), at)!.StyleIndex = (uint)styles.CellFormats!.ChildElements.Count - 1;
    });

    /// <summary>Merges ranges of a sheet.</summary>
    public Book Merge(string sheet, params string[] ranges) => Change(d =>
        Part(d, sheet).Worksheet!.InsertAfter(new MergeCells(ranges.Select(r => new MergeCell { Reference = r })), Part(d, sheet).Worksheet!.GetFirstChild<SheetData>()));

    public Book Change(Action<SpreadsheetDocument> how)
    {
        using var copy = new MemoryStream();
        copy.Write(file);
        using (var document = SpreadsheetDocument.Open(copy, true)) how(document);
        return new Book(copy.ToArray());
    }

    public T Read<T>(Func<SpreadsheetDocument, T> what)
    {
        using var stream = new MemoryStream(file);
        using var document = SpreadsheetDocument.Open(stream, false);
        return what(document);
    }

    public static WorksheetPart Part(SpreadsheetDocument document, string? sheet)
    {
        var found = document.WorkbookPart!.Workbook!.Descendants<Sheet>().First(s => sheet is null || s.Name == sheet);
        return (WorksheetPart)document.WorkbookPart.GetPartById(found.Id!);
    }

    public static Cell? Find(WorksheetPart part, string at) => part.Worksheet!.Descendants<Cell>().FirstOrDefault(c => c.CellReference == at);

    private static CellFormat Format(SpreadsheetDocument d, string at, string? sheet = null) =>
        (CellFormat)d.WorkbookPart!.WorkbookStylesPart!.Stylesheet!.CellFormats!.ElementAt((int)(Find(Part(d, sheet), at)?.StyleIndex?.Value ?? 0));

    private static Row Row(WorksheetPart part, string at)
    {
        var number = uint.Parse(at.TrimStart([.. "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]), CultureInfo.InvariantCulture);
        var data = part.Worksheet!.GetFirstChild<SheetData>()!;
        if (data.Elements<Row>().FirstOrDefault(r => r.RowIndex! == number) is { } row) return row;
        return data.InsertBefore(new Row { RowIndex = number }, data.Elements<Row>().FirstOrDefault(r => r.RowIndex! > number))!;
    }

    private static Cell Cell(string at, object value) => value switch
    {
        string text when text.StartsWith('=') => new Cell { CellReference = at, CellFormula = new CellFormula(text[1..].Split('|')[0]), CellValue = new CellValue(text.Split('|')[1]) },
        string text => new Cell { CellReference = at, DataType = CellValues.InlineString, InlineString = new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve }) },
        bool flag => new Cell { CellReference = at, DataType = CellValues.Boolean, CellValue = new CellValue(flag ? "1" : "0") },
        _ => new Cell { CellReference = at, CellValue = new CellValue(Convert.ToString(value, CultureInfo.InvariantCulture)!) },
    };

    private static string TextOf(SpreadsheetDocument document, Cell? cell) => cell?.DataType?.Value == CellValues.SharedString
        ? document.WorkbookPart!.SharedStringTablePart!.SharedStringTable!.ElementAt(int.Parse(cell.CellValue!.Text, CultureInfo.InvariantCulture)).InnerText
        : cell?.InlineString?.InnerText ?? cell?.CellValue?.Text ?? "";
}
