using System.Diagnostics;
using Datarun.Contracts;
using Npgsql;
using NpgsqlTypes;

namespace Datarun.ServiceDefaults.Bus;

/// <summary>Writes events into the outbox table, within the transaction that the connection is in.</summary>
public static class Outbox
{
    /// <summary>How many slices of keys the relays share, a power of two; one relay works on a slice at a time, which keeps each key in order.</summary>
    public const int Slices = 8;

    /// <summary>The channel that wakes the relays.</summary>
    public const string Channel = "outbox";

    /// <summary>
    /// Stores the events and wakes the relays, once for the whole batch. Whoever changes the same thing concurrently must hold
    /// its row before this is called: the sequence is drawn here, and so follows the order of commits for each key.
    /// </summary>
    public static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<IEvent> events, CancellationToken cancel)
    {
        if (events.Count == 0) return;
        var count = events.Count;
        var (ids, types, keys, bodies) = (new Guid[count], new string[count], new string[count], new string[count]);
        for (var i = 0; i < count; i++)
        {
            ids[i] = Guid.CreateVersion7();
            types[i] = events[i].GetType().Name;
            keys[i] = events[i].OrderKey;
            bodies[i] = Envelope.Write(events[i]);
        }
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT ensure_month('outbox', current_date)")); // The months made ahead do not reach where a clock jumps.
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            INSERT INTO outbox (id, type, key, slice, body, trace)
            SELECT id, type, key, hashtext(key) & $6, body, $5 FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS t(id, type, key, body, n) ORDER BY n
            """)
        {
            Parameters =
            {
                new() { Value = ids }, new() { Value = types }, new() { Value = keys }, new() { Value = bodies },
                new() { Value = (object?)Activity.Current?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = Slices - 1 },
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"NOTIFY {Channel}"));
        await batch.ExecuteNonQueryAsync(cancel);
    }
}
