using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Xml;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.DataValueSets;

/// <summary>Reads ADX (IHE QRPH Aggregate Data Exchange), value by value as it arrives. No DTD, no entities, nothing fetched.</summary>
public static class ReadAdx
{
    private const string Namespace = "urn:ihe:qrph:adx:2015";
    private const long LongestDocument = 1L << 30;

    /// <summary>The values. Throws BODY_MALFORMED for what is no XML, NOT_ADX for another document.</summary>
    public static async IAsyncEnumerable<GivenValue> AsyncOf(Stream body, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var nodes = new NodeBoundStream(body);
        using var xml = XmlReader.Create(nodes, new XmlReaderSettings
        {
            Async = true, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LongestDocument, IgnoreComments = true,
            IgnoreProcessingInstructions = true, IgnoreWhitespace = true,
        });
        var (number, unit, period, isAdx) = (0, (string?)null, (string?)null, false);
        while (await ReadAsync(xml))
        {
            cancel.ThrowIfCancellationRequested();
            nodes.Next();
            if (xml.NodeType != XmlNodeType.Element) continue;
            if (!isAdx && (xml.LocalName != "adx" || xml.NamespaceURI != Namespace)) throw DataValueSetProblems.NotAdx.Refuse().With("root", $"{{{xml.NamespaceURI}}}{xml.LocalName}").AsException();
            isAdx = true;
            if (xml.NamespaceURI != Namespace) continue;
            if (xml.LocalName == "group") (unit, period) = (xml.GetAttribute("orgUnit"), xml.GetAttribute("period"));
            else if (xml.LocalName == "dataValue") yield return OfValue(xml, ++number, unit, period);
        }
    }

    private static GivenValue OfValue(XmlReader xml, int number, string? unit, string? period)
    {
        if (xml.GetAttribute("dataElement") is not { } element) return GivenValue.Bad(number, CommonProblems.FieldRequired, "dataElement");
        if (unit is null) return GivenValue.Bad(number, CommonProblems.FieldRequired, "orgUnit");
        if (period is null) return GivenValue.Bad(number, CommonProblems.FieldRequired, "period");
        if (xml.GetAttribute("value") is not { } value) return GivenValue.Bad(number, CommonProblems.FieldRequired, "value");
        for (var more = xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
        {
            if (xml.NamespaceURI.Length == 0 && xml.LocalName is not ("dataElement" or "value")) return GivenValue.Bad(number, DataValueSetProblems.Disaggregated, xml.LocalName);
        }
        if (value.Length == 0) return GivenValue.Bad(number, DataValueSetProblems.NilByFiling, "value");
        var read = AdxPeriod.TryParse(period, out var own) || Dhis2Period.TryParse(period, out own) ? own.ToString() : period;
        return new GivenValue(number, element, unit, read, JsonSerializer.SerializeToElement(value, Json.Options), IsText: true);
    }

    private static async Task<bool> ReadAsync(XmlReader xml)
    {
        try
        {
            return await xml.ReadAsync();
        }
        catch (XmlException error)
        {
            throw CommonProblems.BodyMalformed.Refuse().With("line", error.LineNumber).Saying(error.Message).AsException();
        }
    }
}
