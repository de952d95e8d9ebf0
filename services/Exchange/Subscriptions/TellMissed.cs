using Dapper;
using Datarun.Exchange.Reactions;
using Datarun.Exchange.Values;
using Npgsql;

namespace Datarun.Exchange.Subscriptions;

/// <summary>
/// Tells what changed while it could not be told: a grant was suspended, or a subscription disabled. Each value comes once, as it is now, in the order of
/// the changes, with the next numbers of the feed, and under the id that it had for everybody who was told of it at the time; one that was put
/// right comes as that correction. What the subscription was told, or has queued, is left out. What a grant missed is told in parts, the first in the transaction that takes it up again and each other in one of its
/// own (<see cref="TellRest"/>): until the last of them, changes under the grant are not told at once but are part of what it missed, so none overtakes another.
/// A new grant is no continuation of one that has ended: it tells what changes from then on, as a new subscription does.
/// </summary>
public static class TellMissed
{
    private const int MostAtOnce = 2000; // Others who take values in wait for as long as it takes to tell so many.

    /// <summary>Tells the next part. Call it when the grant is ACTIVE again and its row is locked; takes <see cref="TakeValues"/>'s lock.</summary>
    public static async Task OfGrantAsync(NpgsqlConnection connection, Guid grant, DateOnly today, DateTimeOffset now, CancellationToken cancel)
    {
        var was = await connection.QuerySingleAsync<(string Consumer, string[] Elements, string From, string To, long? After)>(new CommandDefinition(
            """
            UPDATE subscription s SET missed_after = least(s.missed_after, g.missed_after) FROM sharing_grant g
                WHERE g.id = @grant AND s.subscriber = g.consumer AND s.state = 'DISABLED' AND s.elements && g.elements; -- They are told when they are put again.
            SELECT consumer, elements, unit_from, unit_to, missed_after FROM sharing_grant WHERE id = @grant
            """, new { grant }, cancellationToken: cancel));
        if (was.After is not { } after) return;
        await TakeValues.LockAsync(connection, cancel);
        var last = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            """
            SELECT max(change) FROM (
                SELECT v.change FROM unnest(@Elements) AS e(element) CROSS JOIN LATERAL (
                    SELECT c.change FROM value_copy c WHERE c.element = e.element COLLATE "C" AND c.change > @after AND c.unit >= @From AND c.unit < @To ORDER BY c.change LIMIT @MostAtOnce) v
                ORDER BY v.change LIMIT @MostAtOnce) part
            HAVING count(*) = @MostAtOnce
            """, new { was.Elements, was.From, was.To, after, MostAtOnce }, cancellationToken: cancel));
        await RunAsync(connection, was.Consumer, new Missed(was.Elements, new UnitRange(was.From, was.To), after, last ?? long.MaxValue) { Grant = grant }, today, now, cancel);
        await connection.ExecuteAsync(new CommandDefinition("UPDATE sharing_grant SET missed_after = @last WHERE id = @grant", new { grant, last }, cancellationToken: cancel));
    }

    /// <summary>Call it before the subscription is changed: what it missed under grants that are suspended, or are not told all yet, is told with them.</summary>
    public static async Task<long?> LeaveToGrantsAsync(NpgsqlConnection connection, Guid subscription, CancellationToken cancel) => await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
        """
        UPDATE sharing_grant g SET missed_after = least(g.missed_after, s.missed_after) FROM subscription s
            WHERE s.id = @subscription AND g.consumer = s.subscriber AND g.state IN ('ACTIVE', 'SUSPENDED') AND g.missed_after IS NOT NULL AND g.elements && s.elements;
        SELECT missed_after FROM subscription WHERE id = @subscription
        """, new { subscription }, cancellationToken: cancel));

    /// <summary>Call it when the subscription is ACTIVE again; takes <see cref="TakeValues"/>'s lock.</summary>
    /// <param name="elements">Those that it had before and has now.</param>
    /// <param name="units">In the same way.</param>
    public static async Task OfSubscriptionAsync(
        NpgsqlConnection connection, Subscription subscription, string[] elements, UnitRange units, long after, DateOnly today, DateTimeOffset now, CancellationToken cancel)
    {
        await TakeValues.LockAsync(connection, cancel);
        await RunAsync(connection, subscription.Subscriber, new Missed(elements, units, after, long.MaxValue) { Subscription = subscription.Id }, today, now, cancel);
        await connection.ExecuteAsync(new CommandDefinition("UPDATE subscription SET missed_after = NULL WHERE id = @Id", new { subscription.Id }, cancellationToken: cancel));
    }

    private const int LongestSeconds = 600; // 200,000 values took 23 seconds on a busy machine.

    /// <summary>Changes after the one, up to the other.</summary>
    private sealed record Missed(string[] Elements, UnitRange Units, long After, long UpTo)
    {
        /// <summary>The grant that is taken up; null where a subscription is.</summary>
        public Guid? Grant { get; init; }

        /// <summary>The subscription that is taken up; null where all of the consumer's are told.</summary>
        public Guid? Subscription { get; init; }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string consumer, Missed missed, DateOnly today, DateTimeOffset now, CancellationToken cancel)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            $"""
            WITH hole AS MATERIALIZED (
                SELECT s.id, e.element, greatest(s.unit_from, r.unit_from, @From COLLATE "C") AS unit_from, least(s.unit_to, r.unit_to, @To COLLATE "C") AS unit_to, greatest(s.since_change, @After) AS after
                FROM subscription s JOIN unnest(@Elements) AS e(element) ON s.elements @> ARRAY[e.element]
                CROSS JOIN LATERAL readable(s.subscriber, s.department, e.element, NULL, @today) r
                WHERE s.subscriber = @consumer AND s.state = 'ACTIVE' AND (@Subscription IS NULL OR s.id = @Subscription)
                  AND NOT EXISTS (SELECT FROM sharing_grant g WHERE g.id = r.grant_id AND g.missed_after IS NOT NULL AND g.id IS DISTINCT FROM @Grant)
            ), part AS MATERIALIZED ( -- By the index of changes: what lies before or behind the part is not touched.
                SELECT v.* FROM unnest(@Elements) AS e(element) CROSS JOIN LATERAL (
                    SELECT * FROM value_copy c WHERE c.element = e.element COLLATE "C" AND c.change > @After AND c.change <= @UpTo AND c.unit >= @From AND c.unit < @To ORDER BY c.change OFFSET 0) v
            ), missed AS MATERIALIZED (
                SELECT v.change, array_agg(DISTINCT h.id) AS subscriptions, row_number() OVER (ORDER BY v.change) AS n
                FROM hole h JOIN part v ON v.element = h.element AND v.change > h.after AND v.unit >= h.unit_from AND v.unit < h.unit_to
                WHERE NOT EXISTS (
                    SELECT FROM (SELECT number, call FROM feed_change WHERE element = v.element AND unit = v.unit AND period = v.period AND version = v.version OFFSET 0) c
                    JOIN feed_run f ON f.consumer = @consumer AND f.call = c.call AND f.changes @> c.number
                    CROSS JOIN LATERAL number_of(f.first, f.changes, c.number) AS sequence
                    WHERE (EXISTS (SELECT FROM delivery_run r WHERE r.subscription_id = h.id AND r.first BETWEEN sequence - @Block AND sequence AND r.numbers @> sequence)
                        OR EXISTS (SELECT FROM delivery d WHERE d.subscription_id = h.id AND d.sequence = sequence.sequence)))
                GROUP BY v.change
            ), counted AS (
                INSERT INTO feed_counter AS f (consumer, last) SELECT @consumer, count(*) FROM missed HAVING count(*) > 0
                ON CONFLICT (consumer) DO UPDATE SET last = f.last + excluded.last RETURNING last
            ), base AS (
                SELECT last - (SELECT count(*) FROM missed) AS sequence, (SELECT coalesce(max(number), 0) FROM feed_change) AS number FROM counted
            ), told AS (
                INSERT INTO feed_change (number, call, event_id, type, element, unit, period, version, data, at)
                SELECT b.number + m.n, b.number + 1, told_id(t.name), t.type, v.element, v.unit, v.period, v.version, t.data || jsonb_build_object(
                    'element', v.element, 'unit', v.unit, 'period', v.period, 'value', v.value, 'version', v.version,
                    'source', jsonb_build_object('kind', v.source_kind, 'id', v.source_id, 'by', v.source_by, 'at', told_instant(v.source_at))), @now
                FROM base b CROSS JOIN missed m JOIN part v USING (change)
                LEFT JOIN correction c ON c.element = v.element AND c.unit = v.unit AND c.period = v.period AND c.version = v.version AND c.state = 'APPLIED'
                CROSS JOIN LATERAL (
                    SELECT '{CloudEvents.Recorded}' AS type, concat_ws('/', '{CloudEvents.Recorded}', v.element, v.unit, v.period, v.version) AS name, jsonb '{"{}"}' AS data WHERE c.id IS NULL
                    UNION ALL
                    SELECT '{CloudEvents.Corrected}', concat_ws('/', '{CloudEvents.Corrected}', c.id, v.version), jsonb_build_object('oldValue', c.old_value, 'oldVersion', c.old_version,
                        'wrongFrom', told_instant(c.wrong_from), 'wrongTo', told_instant(c.wrong_to), 'correction', c.id) WHERE c.id IS NOT NULL) t
            ), feed AS (
                INSERT INTO feed_run (consumer, first, last, call, changes)
                SELECT @consumer, b.sequence + min(n), b.sequence + max(n), b.number + 1, int8multirange(int8range(b.number + min(n), b.number + max(n) + 1))
                FROM base b CROSS JOIN missed GROUP BY b.sequence, b.number, (b.sequence + n - 1) / @Block
            )
            INSERT INTO delivery_run (subscription_id, first, last, numbers)
            SELECT id, min(sequence), max(sequence), range_agg(int8range(sequence, sequence + 1))
            FROM (SELECT unnest(m.subscriptions) AS id, b.sequence + m.n AS sequence FROM base b CROSS JOIN missed m) x GROUP BY id, (sequence - 1) / @Block;
            NOTIFY {FanOut.Channel}
            """,
            new { consumer, missed.Subscription, missed.Grant, missed.Elements, missed.Units.From, missed.Units.To, missed.After, missed.UpTo, today, now, NumberRuns.Block }, commandTimeout: LongestSeconds, cancellationToken: cancel));
    }
}
