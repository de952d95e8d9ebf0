using DocumentFormat.OpenXml.Spreadsheet;

namespace Datarun.Reports.Spreadsheets;

/// <summary>The cell styles of what is written: a look times general, text, date.</summary>
internal static class WorkbookStyles
{
    private const uint DateFormat = 164, TextFormat = 49;
    private const string Known = "FFE2EFDA", Stale = "FFFCE4D6", Own = "FFDDEBF7", Heading = "FFD9D9D9", Grey = "FF7F7F7F";
    private static readonly string[] Fills = [Heading, Known, Own, Stale];

    /// <summary>Number of the style.</summary>
    public static uint Of(Look look, bool isText, bool isDate) => (uint)look * 3 + (isText ? 1u : isDate ? 2u : 0u);

    /// <summary>The style part.</summary>
    public static Stylesheet Make() => new(
        new NumberingFormats(new NumberingFormat { NumberFormatId = DateFormat, FormatCode = SheetDay.Format }),
        new Fonts(new Font(new FontSize { Val = 11 }), new Font(new Bold(), new FontSize { Val = 16 }), new Font(new Bold(), new FontSize { Val = 11 }),
            new Font(new FontSize { Val = 9 }, new Color { Rgb = Grey })),
        new Fills([new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 }), .. Fills.Select(Solid)]),
        new Borders(new Border(new LeftBorder(), new RightBorder(), new TopBorder(), new BottomBorder(), new DiagonalBorder()), Thin()),
        new CellStyleFormats(new CellFormat()),
        new CellFormats(Enum.GetValues<Look>().SelectMany(look => new[] { 0u, TextFormat, DateFormat }.Select(format => Format(look, format)))),
        new CellStyles(new CellStyle { Name = "Normal", FormatId = 0, BuiltinId = 0 }));

    private static CellFormat Format(Look look, uint number) => new(
        new Alignment { Vertical = VerticalAlignmentValues.Center, WrapText = look is not Look.TITLE },
        new Protection { Locked = look is not (Look.OPEN or Look.STALE or Look.OWN) })
    {
        NumberFormatId = number, FormatId = 0, ApplyNumberFormat = number > 0, ApplyProtection = true, ApplyAlignment = true,
        FontId = look switch { Look.TITLE => 1u, Look.HEADING => 2u, Look.NOTE => 3u, _ => 0u },
        FillId = look switch { Look.HEADING => 2u, Look.KNOWN => 3u, Look.OWN => 4u, Look.STALE => 5u, _ => 0u },
        BorderId = look is Look.PLAIN or Look.TITLE or Look.NOTE ? 0u : 1u,
    };

    private static Fill Solid(string colour) => new(new PatternFill(new ForegroundColor { Rgb = colour }) { PatternType = PatternValues.Solid });

    private static Border Thin() => new(
        new LeftBorder { Style = BorderStyleValues.Thin }, new RightBorder { Style = BorderStyleValues.Thin },
        new TopBorder { Style = BorderStyleValues.Thin }, new BottomBorder { Style = BorderStyleValues.Thin }, new DiagonalBorder());
}
