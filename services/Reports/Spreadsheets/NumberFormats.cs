using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Datarun.Reports.Spreadsheets;

/// <summary>The number formats of a workbook: by them alone a number is a date or a percentage.</summary>
/// <param name="kinds">Of each cell style: what its numbers are.</param>
public sealed partial class NumberFormats(IReadOnlyList<SheetCellKind> kinds)
{
    /// <summary>Reads the style part; null is a workbook without styles.</summary>
    internal static NumberFormats Of(XmlReader? styles)
    {
        var (own, kinds, inCells) = (new Dictionary<int, string>(), new List<SheetCellKind>(), false);
        using var xml = styles;
        while (xml?.Read() == true)
        {
            if (xml.LocalName == "cellXfs") inCells = xml.NodeType == XmlNodeType.Element;
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "numFmt" } && xml.GetAttribute("formatCode") is { } code) own[Id(xml)] = code;
            else if (inCells && xml is { NodeType: XmlNodeType.Element, LocalName: "xf" }) kinds.Add(KindOf(Id(xml), own));
        }
        return new NumberFormats(kinds);
    }

    /// <summary>What a stored number is in its style; null where it is no number.</summary>
    public (SheetCellKind, string)? Read(string raw, int style, DateOnly epoch)
    {
        if (!double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) return null;
        var kind = style >= 0 && style < kinds.Count ? kinds[style] : SheetCellKind.NUMBER;
        if (kind == SheetCellKind.DATE && SheetDay.DayOf(number, epoch) is { } day) return (kind, SheetDay.Text(day));
        // Spreadsheets calculate in binary and show 15 digits: what is shown is what was meant.
        var shown = number.ToString("G15", CultureInfo.InvariantCulture);
        return (kind == SheetCellKind.PERCENT ? kind : SheetCellKind.NUMBER, decimal.TryParse(shown, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) ? exact.ToString(CultureInfo.InvariantCulture) : shown);
    }

    /// <summary>As what a number format shows numbers.</summary>
    /// <param name="code">Of a format that the workbook defines; null for one of the programs' own.</param>
    internal static SheetCellKind KindOf(uint id, string? code) => KindOf((int)id, code is null ? [] : new() { [(int)id] = code });

    private static int Id(XmlReader xml) => int.Parse(xml.GetAttribute("numFmtId") ?? "0", CultureInfo.InvariantCulture);

    // 14–17 and 22 everywhere; 27–36 and 50–58 are the dates of Chinese and other East Asian programs.
    private static SheetCellKind KindOf(int id, Dictionary<int, string> own) =>
        own.TryGetValue(id, out var code) ? KindOf(code)
        : id is 9 or 10 ? SheetCellKind.PERCENT
        : id is (>= 14 and <= 17) or 22 or (>= 27 and <= 36) or (>= 50 and <= 58) ? SheetCellKind.DATE : SheetCellKind.NUMBER;

    private static SheetCellKind KindOf(string code)
    {
        var bare = Literals().Replace(code.Split(';')[0], "");
        return bare.Contains('%', StringComparison.Ordinal) ? SheetCellKind.PERCENT
            : bare.AsSpan().ContainsAny("yYdD") || bare.Contains("aaa", StringComparison.OrdinalIgnoreCase) ? SheetCellKind.DATE : SheetCellKind.NUMBER;
    }

    /// <summary>Quoted and escaped text, colours, locales and conditions, fill and spacing characters.</summary>
    [GeneratedRegex("""\"[^"]*"|\\.|\[[^\]]*\]|[_*].""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Literals();
}
