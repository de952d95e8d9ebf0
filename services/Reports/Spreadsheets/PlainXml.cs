using System.Text;
using System.Xml;
using DocumentFormat.OpenXml.Packaging;

namespace Datarun.Reports.Spreadsheets;

/// <summary>
/// Writes a part of a workbook as Excel does, its own elements without a prefix. The library names them <c>x:row</c>, which means the same; but readers that go by
/// the bare names, ExcelJS among them, find nothing in such a file.
/// </summary>
internal sealed class PlainXml : XmlTextWriter
{
    /// <summary>The namespace of the elements.</summary>
    public const string Spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    private PlainXml(Stream part) : base(part, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
    {
    }

    /// <summary>The whole part.</summary>
    public static void Write(OpenXmlPart part, Action<XmlWriter> content)
    {
        using var stream = part.GetStream(FileMode.Create);
        using var xml = new PlainXml(stream);
        xml.WriteStartDocument(standalone: true);
        content(xml);
    }

    public override void WriteStartElement(string? prefix, string localName, string? ns) => base.WriteStartElement(ns == Spreadsheet ? "" : prefix, localName, ns);
}
