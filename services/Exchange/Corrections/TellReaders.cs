using Dapper;
using Datarun.Contracts;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Subscriptions;
using Npgsql;

namespace Datarun.Exchange.Corrections;

/// <summary>Tells everyone who was given a wrong value the old and the new one (第26条), each once.</summary>
public static class TellReaders
{
    /// <summary>Finds who read or was sent the wrong values until <paramref name="until"/>, notes who is told now for the first time, and tells them.</summary>
    /// <param name="connection">In a transaction that holds the lock of the values.</param>
    /// <param name="corrections">Each correction once.</param>
    /// <param name="toSubscribers">Also tell those who subscribed and may read; at the first time only.</param>
    public static async Task RunAsync(
        NpgsqlConnection connection, IReadOnlyList<ValueCorrected> corrections, DateTimeOffset until, bool toSubscribers, DateTimeOffset now, DateOnly today, CancellationToken cancel)
    {
        if (corrections.Count == 0) return;
        var readers = await Readers.FindAsync(connection, corrections, until, cancel);
        var fresh = (await connection.QueryAsync<(Guid Correction, string Consumer)>(new CommandDefinition(
            """
            INSERT INTO correction_notice (correction_id, consumer, told_at)
            SELECT c, r, @now FROM unnest(@corrections, @consumers) AS x(c, r) ORDER BY c, r
            ON CONFLICT DO NOTHING RETURNING correction_id, consumer
            """,
            new { now, corrections = readers.Select(r => corrections[r.Correction].CorrectionId).ToArray(), consumers = readers.Select(r => r.Consumer).ToArray() },
            cancellationToken: cancel))).ToHashSet();
        var named = readers.Where(r => fresh.Contains((corrections[r.Correction].CorrectionId, r.Consumer))).ToList();
        await FanOut.RunAsync(connection, corrections.Select(Change.Of).ToList(), toSubscribers, named, today, now, cancel);
    }
}
