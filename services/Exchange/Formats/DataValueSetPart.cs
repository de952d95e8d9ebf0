using System.Text.Json;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Exchange.Formats;

/// <summary>JSON as <c>/api/dataValueSets</c> of DHIS2 takes it. Values are texts there; a nil return is an empty one with the comment NIL.</summary>
public sealed class DataValueSetPart : PartWriter
{
    private readonly Utf8JsonWriter _json;

    public DataValueSetPart(Stream file)
    {
        _json = new Utf8JsonWriter(file, new JsonWriterOptions { Encoder = Json.Options.Encoder });
        _json.WriteStartObject();
        _json.WriteStartArray("dataValues");
    }

    public override void Write(ValueRow row)
    {
        var value = ValueCell.Of(row.Value);
        _json.WriteStartObject();
        _json.WriteString("dataElement", row.Element);
        _json.WriteString("period", Dhis2Period.Write(Period.Parse(row.Period)));
        _json.WriteString("orgUnit", row.Unit);
        _json.WriteString("value", value.ToString());
        _json.WriteString("storedBy", row.SourceBy);
        _json.WriteString("lastUpdated", CsvPart.Instant(row.SourceAt));
        if (value.IsNil) _json.WriteString("comment", "NIL");
        _json.WriteEndObject();
        _json.Flush();
    }

    public override Task EndAsync()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
        return Task.CompletedTask;
    }

    public override void Dispose() => _json.Dispose();
}
