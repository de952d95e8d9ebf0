using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Spreadsheets;

namespace Datarun.Exchange.Formats;

/// <summary>
/// A workbook with one sheet, written row by row. Every text is a text, so nothing becomes a formula; a number of more than 15 digits, which
/// a spreadsheet would round, stays a text. The rows of a part are fewer than a sheet takes.
/// </summary>
public sealed class XlsxPart : PartWriter
{
    /// <summary>The last row of a sheet, less the heading.</summary>
    public const int MostRows = 1_048_575;

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    // The same bytes each time: the hour of writing must not be in the file.
    private static readonly DateTimeOffset Written = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive _zip;
    private readonly XmlWriter _sheet;

    public XlsxPart(Stream file)
    {
        _zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
        Add("[Content_Types].xml",
            $"""
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>
            """);
        Add("_rels/.rels", $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{Relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
        Add("xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="{Relations}"><sheets><sheet name="values" sheetId="1" r:id="r1"/></sheets></workbook>""");
        Add("xl/_rels/workbook.xml.rels", $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{Relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>""");
        _sheet = XmlWriter.Create(Open("xl/worksheets/sheet1.xml"), new XmlWriterSettings { Encoding = new UTF8Encoding(false), CloseOutput = true });
        _sheet.WriteStartElement("worksheet", Main);
        _sheet.WriteStartElement("sheetData", Main);
        _sheet.WriteStartElement("row", Main);
        foreach (var column in Columns) WriteText(column.Name);
        _sheet.WriteEndElement();
    }

    public override void Write(ValueRow row)
    {
        var value = ValueCell.Of(row.Value);
        _sheet.WriteStartElement("row", Main);
        WriteText(row.Element);
        WriteText(row.Unit);
        WriteText(row.Period);
        if (value.Digits is { } digits && digits.Count(char.IsAsciiDigit) <= SheetNumber.MostDigits) WriteNumber(digits);
        else if (value.Flag is { } flag) WriteFlag(flag);
        else WriteText(value.ToString());
        WriteFlag(value.IsNil);
        WriteNumber(row.Version.ToString(CultureInfo.InvariantCulture));
        foreach (var text in new[] { row.SourceKind, row.SourceId, row.SourceBy, CsvPart.Instant(row.SourceAt) }) WriteText(text);
        _sheet.WriteEndElement();
    }

    public override Task EndAsync()
    {
        _sheet.WriteEndDocument();
        _sheet.Dispose();
        _zip.Dispose();
        return Task.CompletedTask;
    }

    public override void Dispose()
    {
        _sheet.Dispose();
        _zip.Dispose();
    }

    private void WriteText(string text)
    {
        _sheet.WriteStartElement("c", Main);
        _sheet.WriteAttributeString("t", "inlineStr");
        _sheet.WriteStartElement("is", Main);
        _sheet.WriteStartElement("t", Main);
        _sheet.WriteAttributeString("xml", "space", null, "preserve");
        _sheet.WriteString(SheetText.Write(text));
        _sheet.WriteEndElement();
        _sheet.WriteEndElement();
        _sheet.WriteEndElement();
    }

    private void WriteNumber(string digits) => WriteCell("n", digits);

    private void WriteFlag(bool flag) => WriteCell("b", flag ? "1" : "0");

    private void WriteCell(string type, string value)
    {
        _sheet.WriteStartElement("c", Main);
        _sheet.WriteAttributeString("t", type);
        _sheet.WriteElementString("v", Main, value);
        _sheet.WriteEndElement();
    }

    private Stream Open(string name)
    {
        var entry = _zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = Written;
        return entry.Open();
    }

    private void Add(string name, string xml)
    {
        using var part = new StreamWriter(Open(name), new UTF8Encoding(false));
        part.Write($"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n{xml}");
    }
}
