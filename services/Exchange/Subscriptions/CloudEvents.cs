using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Datarun.ServiceDefaults.Http;

namespace Datarun.Exchange.Subscriptions;

/// <summary>The events as CloudEvents 1.0 in structured JSON.</summary>
public static class CloudEvents
{
    public const string ContentType = "application/cloudevents+json";
    public const string Recorded = "cn.datarun.value.recorded";
    public const string Corrected = "cn.datarun.value.corrected";

    private static readonly JsonWriterOptions Plain = new() { Encoder = Json.Options.Encoder };

    /// <summary>Writes one; the extension <c>sequence</c> is its number in the consumer's feed.</summary>
    public static byte[] Write(FeedRow row)
    {
        var buffer = new ArrayBufferWriter<byte>(512 + row.Data.Length);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", row.EventId.ToString());
            json.WriteString("type", row.Type);
            json.WriteString("source", $"/api/exchange/v1/elements/{row.Element}");
            json.WriteString("subject", row.Unit);
            json.WriteString("time", row.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));
            json.WriteString("datacontenttype", "application/json");
            json.WriteString("sequence", row.Sequence.ToString(CultureInfo.InvariantCulture));
            json.WritePropertyName("data");
            json.WriteRawValue(row.Data, skipInputValidation: true);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}

/// <summary>A feed entry as it is read for sending or replaying.</summary>
public sealed record FeedRow
{
    public long Sequence { get; init; }
    public Guid EventId { get; init; }
    public string Type { get; init; } = "";
    public string Element { get; init; } = "";
    public string Unit { get; init; } = "";
    public string Data { get; init; } = "";
    public DateTimeOffset At { get; init; }
}
