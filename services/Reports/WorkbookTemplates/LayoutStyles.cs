using Datarun.Reports.Spreadsheets;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Datarun.Reports.WorkbookTemplates;

/// <summary>The cell styles of a department's workbook, to which the same in a date format are added where dates are put in.</summary>
internal sealed class LayoutStyles(WorkbookPart workbook)
{
    private const uint FirstOwnFormat = 164; // Below are the formats that every program knows.
    private readonly Dictionary<uint, uint> _dated = [];

    /// <summary>The style itself where it shows dates; else one that differs from it by that alone.</summary>
    public uint DatedFrom(uint style)
    {
        if (_dated.TryGetValue(style, out var dated)) return dated;
        var sheet = Sheet;
        var formats = sheet.CellFormats ??= new CellFormats(new CellFormat());
        var format = formats.Elements<CellFormat>().ElementAtOrDefault((int)style);
        if (KindOf(style) == SheetCellKind.DATE) return _dated[style] = style;
        var made = (CellFormat?)format?.CloneNode(true) ?? new CellFormat();
        (made.NumberFormatId, made.ApplyNumberFormat) = (FormatOfDays(sheet), true);
        formats.Append(made);
        var count = (uint)formats.Elements<CellFormat>().Count();
        formats.Count = count;
        return _dated[style] = count - 1;
    }

    /// <summary>As what a style shows numbers.</summary>
    public SheetCellKind KindOf(uint style) => Sheet.CellFormats?.Elements<CellFormat>().ElementAtOrDefault((int)style)?.NumberFormatId?.Value is { } id
        ? NumberFormats.KindOf(id, Own(Sheet).FirstOrDefault(n => n.NumberFormatId?.Value == id)?.FormatCode?.Value)
        : SheetCellKind.NUMBER;

    private Stylesheet Sheet => (workbook.WorkbookStylesPart ?? workbook.AddNewPart<WorkbookStylesPart>()).Stylesheet ??= new Stylesheet(
        new Fonts(new Font()), new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border()), new CellStyleFormats(new CellFormat()), new CellFormats(new CellFormat()));

    private static IEnumerable<NumberingFormat> Own(Stylesheet sheet) => sheet.NumberingFormats?.Elements<NumberingFormat>() ?? [];

    private static uint FormatOfDays(Stylesheet sheet)
    {
        if (Own(sheet).FirstOrDefault(n => n.FormatCode == SheetDay.Format)?.NumberFormatId?.Value is { } known) return known;
        var id = Math.Max(FirstOwnFormat, Own(sheet).Select(n => (n.NumberFormatId?.Value ?? 0) + 1).DefaultIfEmpty().Max());
        var formats = sheet.NumberingFormats ??= new NumberingFormats();
        formats.Append(new NumberingFormat { NumberFormatId = id, FormatCode = SheetDay.Format });
        formats.Count = (uint)formats.Elements<NumberingFormat>().Count();
        return id;
    }
}
