using Dapper;
using Npgsql;

namespace Datarun.ServiceDefaults.Bus;

/// <summary>Events that a reaction could not handle, beside the data that they concern; looked at and redriven with <c>--redrive</c>.</summary>
public static class ErrorQueue
{
    /// <summary>Keeps an event with the reason, and marks it as handled, so that later events go on.</summary>
    public static async Task AddAsync(NpgsqlConnection connection, string reaction, Envelope poison, Exception error, CancellationToken cancel)
    {
        await Inbox.TakeAsync(connection, reaction, [poison], cancel);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO error_queue (reaction, event_id, publisher, type, key, sequence, recorded_on, recorded_at, body, error)
            VALUES (@reaction, @Id, @Publisher, @Type, @Key, @Sequence, @RecordedOn, @RecordedAt, @body, @error)
            ON CONFLICT (reaction, event_id) DO UPDATE SET error = excluded.error, failed_at = clock_timestamp()
            """,
            new
            {
                reaction, poison.Id, poison.Publisher, poison.Type, poison.Key, poison.Sequence, poison.RecordedOn, poison.RecordedAt,
                body = Envelope.Write(poison.Event), error = error.ToString(),
            }, cancellationToken: cancel));
    }

    /// <summary>Runs every event of the error queue once more; what fails again stays. Answers how many were handled.</summary>
    public static async Task<int> RedriveAsync(NpgsqlDataSource database, IEnumerable<ReactionRunner> runners, CancellationToken cancel)
    {
        var byName = runners.ToDictionary(r => r.Reaction.Name, StringComparer.Ordinal);
        await using var connection = await database.OpenConnectionAsync(cancel);
        var waiting = (await connection.QueryAsync<Row>("SELECT * FROM error_queue ORDER BY sequence")).Where(r => byName.ContainsKey(r.reaction)).ToList();
        foreach (var row in waiting)
        {
            await using (var transaction = await connection.BeginTransactionAsync(cancel))
            {
                await connection.ExecuteAsync(
                    """
                    DELETE FROM error_queue WHERE reaction = @reaction AND event_id = @event_id;
                    DELETE FROM inbox WHERE reaction = @reaction AND event_id = @event_id AND recorded_on = @recorded_on
                    """, row, transaction);
                await transaction.CommitAsync(cancel);
            }
            await byName[row.reaction].RunAsync(
                [new Envelope(row.event_id, row.publisher, row.type, row.key, row.sequence, row.recorded_on, row.recorded_at, Envelope.Read(row.type, row.body))],
                cancel);
        }
        return waiting.Count - await connection.ExecuteScalarAsync<int>("SELECT count(*)::int FROM error_queue");
    }

#pragma warning disable SA1300, CS8618, IDE1006 // Column names as they stand in the table.
    private sealed class Row
    {
        public string reaction { get; init; }
        public Guid event_id { get; init; }
        public string publisher { get; init; }
        public string type { get; init; }
        public string key { get; init; }
        public long sequence { get; init; }
        public DateOnly recorded_on { get; init; }
        public DateTimeOffset recorded_at { get; init; }
        public string body { get; init; }
    }
}
