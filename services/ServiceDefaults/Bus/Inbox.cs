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
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO inbox (reaction, recorded_on, event_id)
            SELECT $1, day, id FROM unnest($2, $3) AS t(id, day) ORDER BY day, id
            ON CONFLICT DO NOTHING RETURNING event_id
            """, connection)
        {
            Parameters = { new() { Value = reaction }, new() { Value = ids }, new() { Value = days } },
        };
        foreach (var month in days.Select(d => new DateOnly(d.Year, d.Month, 1)).Distinct())
        {
            await using var ensure = new NpgsqlCommand("SELECT ensure_month('inbox', $1)", connection) { Parameters = { new() { Value = month } } };
            await ensure.ExecuteNonQueryAsync(cancel);
        }
        var fresh = new HashSet<Guid>();
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel)) fresh.Add(reader.GetGuid(0));
        }
        return events.Where(e => fresh.Remove(e.Id)).ToList();
    }
}
