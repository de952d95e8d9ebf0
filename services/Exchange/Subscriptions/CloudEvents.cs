using System.Buffers;
using System.Text;
using System.Text.Json;
using Datarun.ServiceDefaults.Descriptions;
using Datarun.ServiceDefaults.Http;

namespace Datarun.Exchange.Subscriptions;

/// <summary>The events as CloudEvents 1.0 in structured JSON.</summary>
public static class CloudEvents
{
    public const string ContentType = "application/cloudevents+json";
    public const string Recorded = "cn.datarun.value.recorded";
    public const string Corrected = "cn.datarun.value.corrected";

    /// <summary>What subscribers are sent, for the description.</summary>
    public static IReadOnlyList<SubscriberMessage> Messages { get; } =
        [new(Recorded, ContentType, typeof(ToldCloudEvent<ToldValue>)), new(Corrected, ContentType, typeof(ToldCloudEvent<ToldCorrection>))];

    private static readonly JsonWriterOptions Plain = new() { Encoder = Json.Options.Encoder };

    /// <summary>What comes before the extension <c>sequence</c>, which is the event's number in the consumer's feed and all that differs between consumers, and what comes after it.</summary>
    internal static (byte[] Before, byte[] After) Write(ToldChange change)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", change.EventId.ToString());
            json.WriteString("type", change.Type);
            json.WriteString("source", $"/api/exchange/v1/elements/{change.Element}");
            json.WriteString("subject", change.Unit);
            json.WritePropertyName("time");
            json.WriteInstant(change.At.UtcDateTime);
            json.WriteString("datacontenttype", "application/json");
        }
        return ([.. buffer.WrittenSpan, .. ",\"sequence\":\""u8], Encoding.UTF8.GetBytes($"\",\"data\":{change.Data}}}"));
    }
}
