using Dapper;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Datarun.ServiceDefaults.Bus;

/// <summary>The outbox as a log: what was the latest, and sending it once more.</summary>
public static class EventLog
{
    /// <summary>The last event of a type that this service has committed.</summary>
    /// <param name="Id">The event.</param>
    /// <param name="Type">Its type.</param>
    /// <param name="RecordedOn">Day of the commit.</param>
    public sealed record Latest(Guid Id, string Type, DateOnly RecordedOn);

    /// <summary>
    /// Between services only: the last events of these types in each slice of keys, so that a consumer can tell whether it has
    /// heard everything (see <see cref="CatchUp"/>). Not routed by the gateway.
    /// </summary>
    internal static void Map(WebApplication app) => app.MapGet("/events/latest", async (string types, NpgsqlDataSource database, CancellationToken cancel) =>
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.QueryAsync<Latest>(new CommandDefinition(
            """
            SELECT l.id, l.type, l.recorded_on FROM unnest(@types) AS t(type), generate_series(0, @last) AS s(slice),
            LATERAL (SELECT id, type, recorded_on FROM outbox o WHERE o.type = t.type AND o.slice = s.slice ORDER BY sequence DESC LIMIT 1) l
            """, new { types = types.Split(','), last = Outbox.Slices - 1 }, cancellationToken: cancel));
    }).Open().ExcludeFromDescription();

    /// <summary>Lets all events from a sequence number on wait once more; the relay sends them again, and the inboxes drop what they know.</summary>
    public static async Task<int> ReplayAsync(NpgsqlDataSource database, long from, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO outbox_waiting (slice, sequence, recorded_on) SELECT slice, sequence, recorded_on FROM outbox WHERE sequence >= @from ON CONFLICT DO NOTHING;
            NOTIFY outbox
            """, new { from }, cancellationToken: cancel));
    }
}
