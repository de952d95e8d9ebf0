using Dapper;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Exchange.Subscriptions;

/// <summary>
/// Takes what a subscriber may not be told any more out of what is queued for it. Where a grant that covers it is only suspended, <see cref="TellMissed"/>
/// tells what is newest of it when the grant is taken up again; under one that has ended it is not sent any more.
/// </summary>
public sealed class Withhold(NpgsqlDataSource database)
{
    /// <summary>Answers whether the receiver is still this sender's.</summary>
    public async Task<bool> RunAsync(Receiver receiver, int sender, IReadOnlyCollection<ToldEvent> events, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // Grants first, as whoever takes one up again does: either this is seen there, or that here.
        await connection.ExecuteAsync(new CommandDefinition("SELECT FROM sharing_grant WHERE consumer = @Subscriber ORDER BY id FOR UPDATE", receiver, cancellationToken: cancel));
        if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition("SELECT sender = @sender FROM subscription WHERE id = @Id FOR UPDATE", new { receiver.Id, sender }, cancellationToken: cancel)))
            return false;
        var closed = await MayTell.NotAsync(connection, receiver.Subscriber, receiver.Department, [.. events.Select(e => e.Change)], ChinaDay.Of(now), cancel);
        var withheld = events.Where(e => closed.Contains(e.Change.Number)).ToList();
        if (withheld.Count > 0) await TakeOutAsync(connection, receiver, withheld, cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    private static Task TakeOutAsync(NpgsqlConnection connection, Receiver receiver, List<ToldEvent> withheld, CancellationToken cancel) => connection.ExecuteAsync(new CommandDefinition(
        """
        WITH cut AS (
            DELETE FROM delivery_run r USING (SELECT range_agg(int8range(n, n + 1)) AS numbers FROM unnest(@sequences) n) x
            WHERE r.subscription_id = @Id AND r.delivered_at IS NULL AND r.numbers && x.numbers RETURNING r.numbers - x.numbers AS rest
        )
        INSERT INTO delivery_run (subscription_id, first, last, numbers) SELECT @Id, lower(rest), upper(rest) - 1, rest FROM cut WHERE NOT isempty(rest);
        DELETE FROM delivery WHERE subscription_id = @Id AND sequence = ANY (@sequences) AND state = 'PENDING';
        DELETE FROM delivery_lane l WHERE l.subscription_id = @Id AND (l.element, l.unit) IN (SELECT * FROM unnest(@elements, @units))
            AND NOT EXISTS (SELECT FROM delivery d WHERE d.subscription_id = @Id AND d.element = l.element AND d.unit = l.unit AND d.state = 'PENDING');
        UPDATE sharing_grant g SET missed_after = least(g.missed_after, x.change - 1) FROM (
            SELECT s.id, min(v.change) AS change FROM feed_change c JOIN value_copy v USING (element, unit, period)
            JOIN sharing_grant s ON s.consumer = @Subscriber AND s.state = 'SUSPENDED' AND s.elements @> ARRAY[c.element] AND c.unit >= s.unit_from AND c.unit < s.unit_to
            WHERE c.number = ANY (@numbers) GROUP BY s.id) x
        WHERE g.id = x.id
        """,
        new
        {
            receiver.Id, receiver.Subscriber, sequences = withheld.ConvertAll(e => e.Sequence), numbers = withheld.ConvertAll(e => e.Change.Number),
            elements = withheld.ConvertAll(e => e.Change.Element), units = withheld.ConvertAll(e => e.Change.Unit),
        }, cancellationToken: cancel));
}
