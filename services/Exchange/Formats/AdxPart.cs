using System.Text;
using System.Xml;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Exchange.Formats;

/// <summary>
/// ADX (IHE QRPH): a group for each unit, period and source, with its values. A data set is named by the source of its elements; a nil
/// return is an empty value with the annotation NIL.
/// </summary>
public sealed class AdxPart : PartWriter
{
    public const string Namespace = "urn:ihe:qrph:adx:2015";
    private readonly XmlWriter _xml;
    private readonly PartFacts _facts;
    private (string Unit, string Period, string DataSet)? _group;

    public AdxPart(Stream file, PartFacts facts)
    {
        _facts = facts;
        _xml = XmlWriter.Create(file, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true, NewLineChars = "\n" });
        _xml.WriteStartDocument();
        _xml.WriteStartElement("adx", Namespace);
        _xml.WriteAttributeString("exported", CsvPart.Instant(facts.AsOf));
    }

    public override void Write(ValueRow row)
    {
        var group = (row.Unit, row.Period, _facts.Sources.GetValueOrDefault(row.Element, row.SourceBy));
        if (_group != group)
        {
            if (_group is not null) _xml.WriteEndElement();
            _group = group;
            _xml.WriteStartElement("group", Namespace);
            _xml.WriteAttributeString("orgUnit", row.Unit);
            _xml.WriteAttributeString("period", AdxPeriod.Write(Period.Parse(row.Period)));
            _xml.WriteAttributeString("dataSet", group.Item3);
        }
        var value = ValueCell.Of(row.Value);
        _xml.WriteStartElement("dataValue", Namespace);
        _xml.WriteAttributeString("dataElement", row.Element);
        _xml.WriteAttributeString("value", value.ToString());
        if (value.IsNil) _xml.WriteElementString("annotation", Namespace, "NIL");
        _xml.WriteEndElement();
    }

    public override Task EndAsync()
    {
        if (_group is not null) _xml.WriteEndElement();
        _xml.WriteEndDocument();
        _xml.Flush();
        return Task.CompletedTask;
    }

    public override void Dispose() => _xml.Dispose();
}
