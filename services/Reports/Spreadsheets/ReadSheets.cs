using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Datarun.ServiceDefaults.Spreadsheets;

namespace Datarun.Reports.Spreadsheets;

/// <summary>A sheet with the cells that are not empty.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Rows by number, cells by column, both ascending.</param>
public sealed record Sheet(string Name, IReadOnlyDictionary<int, IReadOnlyDictionary<int, SheetCell>> Rows)
{
    /// <summary>Its merged ranges and formulas.</summary>
    public SheetLayout Layout { get; init; } = new();

    /// <summary>The cell; null where it is empty.</summary>
    public SheetCell? At(int row, int column) => Rows.GetValueOrDefault(row)?.GetValueOrDefault(column);

    /// <summary>The cell's text, trimmed; empty where there is none.</summary>
    public string TextAt(int row, int column) => At(row, column)?.Text.Trim() ?? "";
}

/// <summary>
/// Reads the sheets of a workbook from its parts, forward only and within bounds. By hand, because a library that builds the whole
/// document first has taken the memory before anything can be refused.
/// </summary>
public static class ReadSheets
{
    private const int LongestText = 32_767; // By the file format.
    private const string NotCalculated = "=?";

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, CloseInput = true,
    };

    /// <summary>All sheets in their order, hidden ones too. Throws a WORKBOOK problem for what cannot be read.</summary>
    /// <param name="file">What <see cref="UploadedWorkbook"/> has let in.</param>
    public static IReadOnlyList<Sheet> Of(byte[] file)
    {
        try
        {
            using var stream = new MemoryStream(file, writable: false);
            using var archive = UploadedWorkbook.Open(stream);
            var (sheets, read) = Begin(archive, WorkbookBounds.Form);
            return [.. sheets.Select(s =>
            {
                var layout = new SheetLayout();
                return new Sheet(s.Name, Gather(CellsOf(archive, s.Part, read, layout))) { Layout = layout };
            })];
        }
        catch (Exception error) when (IsFault(error))
        {
            throw UploadedWorkbook.Unreadable(error.Message);
        }
    }

    /// <summary>In how many first lines that say something headings are looked for: people put a title above them.</summary>
    public const int HeadingWithin = 10;

    /// <summary>Whether a cell is this heading.</summary>
    public static bool Says(string cell, string heading) => cell.AsSpan().Trim().Equals(heading, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The cells of the first sheet that has this heading in one of its first rows, from that row on, as they pass by, each row's together; none where no sheet has it.
    /// What it throws is a WORKBOOK problem or a <see cref="IsFault">fault</see> of the file.
    /// </summary>
    internal static IEnumerable<SheetCell> CellsOfFirst(Stream file, string heading, WorkbookBounds bounds)
    {
        using var archive = UploadedWorkbook.Open(file);
        var (sheets, read) = Begin(archive, bounds);
        foreach (var (_, part) in sheets)
        {
            if (RowOf(heading, CellsOf(archive, part, read)) is not { } row) continue;
            foreach (var cell in CellsOf(archive, part, read).SkipWhile(c => c.Row < row)) yield return cell;
            yield break;
        }
    }

    /// <summary>The row of a heading; null where it is in none of the first.</summary>
    private static int? RowOf(string heading, IEnumerable<SheetCell> cells)
    {
        var (rows, last) = (0, 0);
        foreach (var cell in cells)
        {
            if (cell.Row != last && ++rows > HeadingWithin) return null;
            if (Says(cell.Text, heading)) return cell.Row;
            last = cell.Row;
        }
        return null;
    }

    /// <summary>Whether this says that the file is not what it should be.</summary>
    internal static bool IsFault(Exception error) =>
        error is XmlException or InvalidDataException or IOException or FormatException or OverflowException or NotSupportedException;

    private static (List<(string Name, string Part)> Sheets, Reading Read) Begin(ZipArchive archive, WorkbookBounds bounds)
    {
        var workbook = Relations(archive, "").Values.FirstOrDefault(r => r.Type == "officeDocument").Part ?? throw UploadedWorkbook.Unreadable("no workbook");
        var parts = Relations(archive, workbook);
        string? PartOf(string type) => parts.Values.FirstOrDefault(p => p.Type == type).Part;
        var (sheets, epoch) = SheetsOf(archive, workbook);
        var read = new Reading(StringsOf(archive, PartOf("sharedStrings"), bounds.Texts), NumberFormats.Of(Open(archive, PartOf("styles"))), epoch, bounds);
        return ([.. sheets.Where(s => parts.TryGetValue(s.Id, out var part) && part.Type == "worksheet").Select(s => (s.Name, parts[s.Id].Part))], read);
    }

    private static XmlReader? Open(ZipArchive archive, string? part) =>
        part is not null && archive.GetEntry(part) is { } entry ? XmlReader.Create(new BoundedStream(entry.Open(), entry.Length), Settings) : null;

    /// <summary>What a part refers to inside the file, by id. What lies outside is never followed.</summary>
    private static Dictionary<string, (string Type, string Part)> Relations(ZipArchive archive, string part)
    {
        var folder = part[..(part.LastIndexOf('/') + 1)];
        var found = new Dictionary<string, (string, string)>(StringComparer.Ordinal);
        using var xml = Open(archive, $"{folder}_rels/{part[folder.Length..]}.rels");
        while (xml?.Read() == true)
        {
            if (xml is not { NodeType: XmlNodeType.Element, LocalName: "Relationship" } || xml.GetAttribute("TargetMode") == "External") continue;
            var (type, target) = (xml.GetAttribute("Type") ?? "", xml.GetAttribute("Target") ?? "");
            found[xml.GetAttribute("Id") ?? ""] = (type[(type.LastIndexOf('/') + 1)..], target.StartsWith('/') ? target[1..] : folder + target);
        }
        return found;
    }

    private static (List<(string Name, string Id)> Sheets, DateOnly Epoch) SheetsOf(ZipArchive archive, string workbook)
    {
        var (sheets, epoch) = (new List<(string, string)>(), SheetDay.Epoch);
        using var xml = Open(archive, workbook) ?? throw UploadedWorkbook.Unreadable("no workbook");
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            // A document of another program, which is a ZIP archive of XML too.
            if (xml.Depth == 0 && xml.LocalName != "workbook") throw UploadedWorkbook.Unreadable(workbook);
            if (xml.LocalName == "workbookPr" && xml.GetAttribute("date1904") is "1" or "true") epoch = SheetDay.Epoch1904;
            if (xml.LocalName != "sheet") continue;
            var (name, id) = (xml.GetAttribute("name") ?? "", "");
            for (var more = xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
            {
                if (xml is { LocalName: "id", Prefix.Length: > 0 }) id = xml.Value;
            }
            sheets.Add((name, id));
        }
        return (sheets, epoch);
    }

    private static List<string> StringsOf(ZipArchive archive, string? part, int most)
    {
        var strings = new List<string>();
        using var xml = Open(archive, part);
        while (xml?.Read() == true)
        {
            if (xml is not { NodeType: XmlNodeType.Element, LocalName: "si" }) continue;
            if (strings.Count == most) throw UploadedWorkbook.TooLarge($"texts: > {most}");
            strings.Add(TextOf(xml));
        }
        return strings;
    }

    /// <summary>The runs of a rich text as one; not how to read them aloud (rPh).</summary>
    private static string TextOf(XmlReader xml)
    {
        if (xml.IsEmptyElement) return "";
        var text = new StringBuilder();
        for (var (depth, more) = (xml.Depth, xml.Read()); more && xml.Depth > depth;)
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "rPh" }) xml.Skip();
            else
            {
                if (xml.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace or XmlNodeType.CDATA) text.Append(xml.Value);
                if (text.Length > LongestText) throw UploadedWorkbook.TooLarge($"a text: > {LongestText}");
                more = xml.Read();
            }
        }
        return text.ToString();
    }

    private static SortedDictionary<int, IReadOnlyDictionary<int, SheetCell>> Gather(IEnumerable<SheetCell> cells)
    {
        var rows = new SortedDictionary<int, IReadOnlyDictionary<int, SheetCell>>();
        foreach (var cell in cells)
        {
            if (!rows.TryGetValue(cell.Row, out var row)) rows[cell.Row] = row = new SortedDictionary<int, SheetCell>();
            ((SortedDictionary<int, SheetCell>)row)[cell.Column] = cell;
        }
        return rows;
    }

    /// <param name="layout">Takes the merged ranges and formulas; null where nobody asks for them.</param>
    private static IEnumerable<SheetCell> CellsOf(ZipArchive archive, string part, Reading read, SheetLayout? layout = null)
    {
        using var xml = Open(archive, part) ?? throw UploadedWorkbook.Unreadable(part);
        var (row, column) = (0, 0);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (xml.LocalName == "row") (row, column) = (xml.GetAttribute("r") is { } r ? int.Parse(r, CultureInfo.InvariantCulture) : row + 1, 0);
            if (xml.LocalName == "mergeCell" && layout is not null && SheetRange.TryRead(xml.GetAttribute("ref"), out var merged)) layout.Merge(read.Counted(merged));
            if (xml.LocalName != "c") continue;
            column++;
            if (xml.GetAttribute("r") is { } at && !SheetAddress.TryRead(at, out row, out column)) throw UploadedWorkbook.Unreadable(at);
            if (row is < 1 or > SheetAddress.MostRows || column > SheetAddress.MostColumns) throw UploadedWorkbook.Unreadable($"row {row}, column {column}");
            if (CellOf(xml, row, column, read, layout) is not { } cell) continue;
            if (++read.Cells > read.Bounds.Cells) throw UploadedWorkbook.TooLarge($"cells: > {read.Bounds.Cells}");
            yield return cell;
        }
    }

    private static SheetCell? CellOf(XmlReader xml, int row, int column, Reading read, SheetLayout? layout)
    {
        var (type, style) = (xml.GetAttribute("t") ?? "n", int.Parse(xml.GetAttribute("s") ?? "0", CultureInfo.InvariantCulture));
        if (xml.IsEmptyElement) return null;
        var (raw, isFormula) = ((string?)null, false);
        for (var (depth, more) = (xml.Depth, xml.Read()); more && xml.Depth > depth;)
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "v" or "is" })
            {
                // That of a formula that nobody has calculated yet is empty, and TextOf stays on it.
                raw = TextOf(xml);
                more = xml.Read();
            }
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "f" })
            {
                isFormula = true;
                if (layout is null)
                {
                    xml.Skip();
                    continue;
                }
                layout.Calculate(read.Counted(FilledBy(xml, row, column) with { Formula = TextOf(xml) }));
                more = xml.Read();
            }
            else if (xml.NodeType == XmlNodeType.Element) xml.Skip();
            else more = xml.Read();
        }
        // A text of no letters is what a formula came to; a number of no digits was not calculated, and is no empty cell.
        if (string.IsNullOrWhiteSpace(raw)) return isFormula && type == "n" ? new SheetCell(row, column, SheetCellKind.ERROR, NotCalculated) : null;
        return type switch
        {
            "s" => int.Parse(raw, CultureInfo.InvariantCulture) is >= 0 and var n && n < read.Strings.Count ? Text(read.Strings[n]) : throw UploadedWorkbook.Unreadable($"{SheetAddress.Of(row, column)}: text {raw}"),
            "str" or "inlineStr" => Text(raw),
            "b" => new SheetCell(row, column, SheetCellKind.FLAG, raw.Trim() == "1" ? "true" : "false"),
            "e" => new SheetCell(row, column, SheetCellKind.ERROR, raw),
            "d" => new SheetCell(row, column, SheetCellKind.DATE, raw.Length > 10 ? raw[..10] : raw),
            _ => read.Formats.Read(raw, style, read.Epoch) is var (kind, text) ? new SheetCell(row, column, kind, text) : throw UploadedWorkbook.Unreadable($"{SheetAddress.Of(row, column)}: {raw}"),
        };

        SheetCell? Text(string text) => string.IsNullOrWhiteSpace(text) ? null : new SheetCell(row, column, SheetCellKind.TEXT, SheetText.Read(text));
    }

    /// <summary>The cells that a formula fills. One that is shared says its range too, but stands in each of its cells; that of a matrix stands in the first alone.</summary>
    private static SheetRange FilledBy(XmlReader formula, int row, int column) =>
        formula.GetAttribute("t") == "array" && SheetRange.TryRead(formula.GetAttribute("ref"), out var matrix) ? matrix : new SheetRange(row, column, row, column);

    private sealed record Reading(List<string> Strings, NumberFormats Formats, DateOnly Epoch, WorkbookBounds Bounds)
    {
        public int Cells { get; set; }
        public int Ranges { get; set; }

        /// <summary>Counts a range; throws where there are too many.</summary>
        public SheetRange Counted(SheetRange range) =>
            (Ranges += range.Width) <= Bounds.Ranges ? range : throw UploadedWorkbook.TooLarge($"merged ranges and formulas: > {Bounds.Ranges}");
    }
}
