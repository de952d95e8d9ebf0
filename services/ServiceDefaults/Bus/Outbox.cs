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
    public static async Task WriteAsync(NpgsqlConnection connection, OutboxRows rows, CancellationToken cancel)
    {
        if (rows.Count == 0) return;
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
                new() { Value = rows.Ids }, new() { Value = rows.Types }, new() { Value = rows.Keys }, new() { Value = rows.Bodies },
                new() { Value = (object?)Activity.Current?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = Slices - 1 },
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"NOTIFY {Channel}"));
        await batch.ExecuteNonQueryAsync(cancel);
    }
}

/// <summary>Events as they stand in the outbox, column by column.</summary>
public sealed class OutboxRows
{
    public OutboxRows(IReadOnlyList<IEvent> events)
    {
        (Ids, Types, Keys, Bodies) = (new Guid[events.Count], new string[events.Count], new string[events.Count], new string[events.Count]);
        foreach (var (i, fact) in events.Index()) (Ids[i], Types[i], Keys[i], Bodies[i]) = (Guid.CreateVersion7(), fact.GetType().Name, fact.OrderKey, Envelope.Write(fact));
    }

    public int Count => Ids.Length;
    public Guid[] Ids { get; }
    public string[] Types { get; }
    public string[] Keys { get; }
    public string[] Bodies { get; }
}
