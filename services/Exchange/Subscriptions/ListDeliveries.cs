using System.Globalization;
using Dapper;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Exchange.Subscriptions;

/// <summary>Where the deliveries of a subscription stand.</summary>
public static class ListDeliveries
{
    /// <summary>PENDING, DELIVERED, or DEAD: given up after 72 hours.</summary>
    public enum DeliveryState { PENDING, DELIVERED, DEAD }

    /// <summary>One delivery.</summary>
    /// <param name="Sequence">Its number in the subscriber's feed.</param>
    /// <param name="EventId">The <c>webhook-id</c>.</param>
    /// <param name="NextTryAt">When it is tried next; null for what is no longer tried.</param>
    /// <param name="LastStatus">The HTTP status of the last answer; null where none came.</param>
    /// <param name="Before">Where it was sent again: what had come of it before, oldest first; of the last hundred redeliveries.</param>
    public sealed record Item(
        long Sequence, Guid EventId, string Type, string Element, string Unit, DeliveryState State, int Attempts, DateTimeOffset? FirstAttemptAt,
        DateTimeOffset? DeliveredAt, DateTimeOffset? NextTryAt, int? LastStatus, string? LastError, IReadOnlyList<Run> Before);

    /// <summary>What had come of a delivery when it was sent again; PENDING where it was still being tried.</summary>
    /// <param name="AgainAt">When it was sent again.</param>
    public sealed record Run(DeliveryState State, int Attempts, DateTimeOffset? FirstAttemptAt, DateTimeOffset? DeliveredAt, int? LastStatus, string? LastError, DateTimeOffset AgainAt);

    /// <summary>The deliveries of one's own subscription by number, with their attempts, the answers to them, and when the next try is due; those of every redelivery too.</summary>
    public static async Task<Ok<Page<Item>>> HandleAsync(
        string id, DeliveryState? state, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        var after = 0L;
        if (page.Keys(1) is [var key] && !long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out after)) throw CommonProblems.CursorInvalid.At("?after").AsException();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var subscription = await FindAsync(connection, id, caller, cancel);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            WITH run AS (
                SELECT *, (first - 1) / @Block AS block, sum(count_of(numbers)) OVER (ORDER BY first) AS many
                FROM (SELECT first, numbers, delivered_at FROM delivery_run WHERE subscription_id = @subscription AND first > @after - @Block AND last > @after
                    AND (@state::text IS NULL OR (@state = 'PENDING' AND delivered_at IS NULL) OR (@state = 'DELIVERED' AND delivered_at IS NOT NULL))
                    ORDER BY first LIMIT @limit + @Block) r -- Each has one number of the page at least, but for those that lie across its beginning.
            ), page AS (
                (SELECT sequence, state, attempts, first_attempt_at, delivered_at, last_status, last_error
                 FROM delivery WHERE subscription_id = @subscription AND sequence > @after AND (@state::text IS NULL OR state = @state) ORDER BY sequence LIMIT @limit)
                UNION ALL
                (SELECT n, CASE WHEN delivered_at IS NULL THEN 'PENDING' ELSE 'DELIVERED' END, CASE WHEN delivered_at IS NULL THEN 0 ELSE 1 END, delivered_at, delivered_at, NULL, NULL
                 FROM run, unnest(numbers) x, generate_series(greatest(lower(x), @after + 1), upper(x) - 1) n
                 WHERE block <= coalesce((SELECT min(block) FROM run WHERE many >= @limit + @Block), block)
                 ORDER BY n LIMIT @limit)
                ORDER BY sequence LIMIT @limit
            )
            SELECT d.sequence, c.event_id, c.type, c.element, c.unit, d.state, d.attempts, d.first_attempt_at, d.delivered_at, d.last_status, d.last_error,
                CASE WHEN d.state = 'PENDING' THEN greatest(coalesce(l.next_try_at, c.at), s.paused_until) END AS next_try_at
            FROM page d JOIN subscription s ON s.id = @subscription
            CROSS JOIN LATERAL (SELECT change_at(f.first, f.changes, d.sequence) AS number FROM feed_run f WHERE f.consumer = s.subscriber AND f.first <= d.sequence ORDER BY f.first DESC LIMIT 1) told
            JOIN feed_change c ON c.number = told.number
            LEFT JOIN delivery_lane l ON l.subscription_id = s.id AND l.element = c.element AND l.unit = c.unit
            ORDER BY d.sequence
            """, new { subscription, after = Math.Min(after, long.MaxValue / 2), state = state?.ToString(), limit = page.Size + 1, NumberRuns.Block }, cancellationToken: cancel))).AsList();
        var before = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT n AS sequence, p.state, p.attempts, p.first_attempt_at, p.delivered_at, p.last_status, p.last_error, p.again_at
            FROM unnest(@numbers) AS n JOIN delivery_past p ON p.subscription_id = @subscription AND p.first > n - @Block AND p.first <= n AND p.numbers @> n
            ORDER BY n, p.id
            """, new { subscription, numbers = rows.ConvertAll(r => r.Sequence), NumberRuns.Block }, cancellationToken: cancel))).ToLookup(r => r.Sequence, r => r.Run);
        return TypedResults.Ok(page.Of(rows.ConvertAll(r => r.Item([.. before[r.Sequence]])), d => [d.Sequence.ToString(CultureInfo.InvariantCulture)]));
    }

    /// <summary>The subscription of the caller's unit by its name.</summary>
    internal static async Task<Guid> FindAsync(NpgsqlConnection connection, string name, Caller caller, CancellationToken cancel) =>
        await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
            "SELECT id FROM subscription WHERE subscriber = @Unit AND name = @name", new { caller.Unit, name }, cancellationToken: cancel))
        ?? throw ExchangeProblems.SubscriptionUnknown.Refuse().AsException();

    private sealed record Row
    {
        public long Sequence { get; init; }
        public Guid EventId { get; init; }
        public string Type { get; init; } = "";
        public string Element { get; init; } = "";
        public string Unit { get; init; } = "";
        public string State { get; init; } = "";
        public int Attempts { get; init; }
        public DateTimeOffset? FirstAttemptAt { get; init; }
        public DateTimeOffset? DeliveredAt { get; init; }
        public DateTimeOffset? NextTryAt { get; init; }
        public int? LastStatus { get; init; }
        public string? LastError { get; init; }
        public DateTimeOffset AgainAt { get; init; }

        public Item Item(IReadOnlyList<Run> before) => new(
            Sequence, EventId, Type, Element, Unit, Enum.Parse<DeliveryState>(State), Attempts, FirstAttemptAt, DeliveredAt, NextTryAt, LastStatus, LastError, before);

        public Run Run => new(Enum.Parse<DeliveryState>(State), Attempts, FirstAttemptAt, DeliveredAt, LastStatus, LastError, AgainAt);
    }
}
