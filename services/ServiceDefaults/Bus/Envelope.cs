using System.Text.Json;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Http;

namespace Datarun.ServiceDefaults.Bus;

/// <summary>An event on its way: what the outbox stored about it, and the event itself.</summary>
/// <param name="Id">The event; the inbox knows it by this and <paramref name="RecordedOn"/>.</param>
/// <param name="Publisher">The service whose outbox it left.</param>
/// <param name="Type">Name of the event record.</param>
/// <param name="Key">Events with one key stay in order.</param>
/// <param name="Sequence">Its place in the publisher's log.</param>
/// <param name="RecordedOn">Day of the commit, UTC: the month decides the partition.</param>
/// <param name="RecordedAt">Instant of the commit.</param>
/// <param name="Event">The fact.</param>
public sealed record Envelope(
    Guid Id, string Publisher, string Type, string Key, long Sequence, DateOnly RecordedOn, DateTimeOffset RecordedAt, IEvent Event)
{
    /// <summary>The event as JSON, as it stands in the outbox.</summary>
    public static string Write(IEvent fact) => JsonSerializer.Serialize(fact, fact.GetType(), Json.Options);

    /// <summary>The event of this name from its JSON.</summary>
    public static IEvent Read(string type, string body) =>
        (IEvent)JsonSerializer.Deserialize(body, Events.Named(type).Type, Json.Options)!;
}
