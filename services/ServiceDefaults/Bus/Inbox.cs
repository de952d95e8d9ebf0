using Npgsql;

namespace Datarun.ServiceDefaults.Bus;

/// <summary>What has been handled: a natural key (reaction, event), kept as long as the log of events is.</summary>
public static class Inbox
{
    /// <summary>Notes the events as handled, in the caller's transaction, and answers those that were not noted before.</summary>
    public static async Task<IReadOnlyList<Envelope>> TakeAsync(
        NpgsqlConnection connection, string reaction, IReadOnlyList<Envelope> events, CancellationToken cancel)
    {
        var ids = events.Select(e => e.Id).ToArray();
        var days = events.Select(e => e.RecordedOn).ToArray();
        // One round trip: the months' partitions first (an old event may be replayed), then the events.
        await using var batch = new NpgsqlBatch(connection);
        foreach (var month in days.Select(d => new DateOnly(d.Year, d.Month, 1)).Distinct())
            batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT ensure_month('inbox', $1)") { Parameters = { new() { Value = month } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            INSERT INTO inbox (reaction, recorded_on, event_id)
            SELECT $1, day, id FROM unnest($2, $3) AS t(id, day) ORDER BY day, id
            ON CONFLICT DO NOTHING RETURNING event_id
            """)
        {
            Parameters = { new() { Value = reaction }, new() { Value = ids }, new() { Value = days } },
        });
        var fresh = new HashSet<Guid>();
        await using (var reader = await batch.ExecuteReaderAsync(cancel))
        {
            do
            {
                while (await reader.ReadAsync(cancel))
                {
                    if (reader.GetFieldType(0) == typeof(Guid)) fresh.Add(reader.GetGuid(0));
                }
            }
            while (await reader.NextResultAsync(cancel));
        }
        return events.Where(e => fresh.Remove(e.Id)).ToList();
    }
}
