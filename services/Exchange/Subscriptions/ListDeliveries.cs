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
    public sealed record Item(
        long Sequence, Guid EventId, string Type, string Element, string Unit, DeliveryState State, int Attempts, DateTimeOffset? FirstAttemptAt,
        DateTimeOffset? DeliveredAt, DateTimeOffset? NextTryAt, int? LastStatus, string? LastError);

    /// <summary>The deliveries of one's own subscription by number, with their attempts, the answers to them, and when the next try is due.</summary>
    public static async Task<Ok<Page<Item>>> HandleAsync(
        string id, DeliveryState? state, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        var after = 0L;
        if (page.Keys(1) is [var key] && !long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out after)) throw CommonProblems.CursorInvalid.At("?after").AsException();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var subscription = await FindAsync(connection, id, caller, cancel);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT d.sequence, f.event_id, f.type, d.element, d.unit, d.state, d.attempts, d.first_attempt_at, d.delivered_at, d.last_status, d.last_error,
                CASE WHEN d.state = 'PENDING' THEN greatest(l.next_try_at, s.paused_until) END AS next_try_at
            FROM delivery d JOIN subscription s ON s.id = d.subscription_id
            JOIN feed_entry f ON f.consumer = s.subscriber AND f.sequence = d.sequence
            LEFT JOIN delivery_lane l ON l.subscription_id = d.subscription_id AND l.element = d.element AND l.unit = d.unit
            WHERE d.subscription_id = @subscription AND d.sequence > @after AND (@state::text IS NULL OR d.state = @state)
            ORDER BY d.sequence LIMIT @limit
            """, new { subscription, after, state = state?.ToString(), limit = page.Size + 1 }, cancellationToken: cancel));
        return TypedResults.Ok(page.Of(rows.Select(r => r.Item).ToList(), d => [d.Sequence.ToString(CultureInfo.InvariantCulture)]));
    }

    /// <summary>The subscription of the caller's unit by its name.</summary>
    internal static async Task<Guid> FindAsync(NpgsqlConnection connection, string name, Caller caller, CancellationToken cancel) =>
        (name.Contains('\0') ? null : await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
            "SELECT id FROM subscription WHERE subscriber = @Unit AND name = @name", new { caller.Unit, name }, cancellationToken: cancel)))
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

        public Item Item => new(
            Sequence, EventId, Type, Element, Unit, Enum.Parse<DeliveryState>(State), Attempts, FirstAttemptAt, DeliveredAt, NextTryAt, LastStatus, LastError);
    }
}
