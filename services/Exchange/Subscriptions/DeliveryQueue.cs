using Dapper;
using Datarun.Exchange.Audit;
using Npgsql;

namespace Datarun.Exchange.Subscriptions;

/// <summary>A receiver as the sender needs it.</summary>
public sealed record Receiver
{
    public Guid Id { get; init; }
    public string Subscriber { get; init; } = "";

    /// <summary>Where to, and what to sign with; null where there is a queue.</summary>
    public string? Url { get; init; }
    public string? Secret { get; init; }
    public string? PreviousSecret { get; init; }

    /// <summary>The queue that it goes into; null where there is an address.</summary>
    public string? Queue { get; init; }
    public int Failures { get; init; }
}

/// <summary>A lane taken for a while, with what is pending in it, in order.</summary>
public sealed record TakenLane(string Element, string Unit, int Touched, int Attempts, IReadOnlyList<FeedRow> Pending);

/// <summary>What came of a lane.</summary>
/// <param name="Delivered">Numbers that the receiver took.</param>
/// <param name="Failed">The number that it did not take; what follows it waits.</param>
/// <param name="Last">What came of the event that was not taken.</param>
public sealed record LaneOutcome(TakenLane Lane, IReadOnlyList<long> Delivered, long? Failed, Sent Last)
{
    /// <summary>The receiver is not there, or not able: nothing else need be tried. An answer of 4xx is about this one event.</summary>
    public bool IsDown => Failed is not null && Last.Status is null or >= 500 or 408 or 429;

    /// <summary>410 Gone: the receiver wants no more.</summary>
    public bool IsGone => Last.Status == StatusCodes.Status410Gone;

    /// <summary>Nothing more is sent to the receiver for now.</summary>
    public bool EndsRound => IsDown || IsGone || Last.IsOurs;
}

/// <summary>
/// The queue of deliveries in PostgreSQL: safe for several senders, nothing is lost with one of them. Its tables fill and empty within seconds,
/// so what PostgreSQL believes of their size is often wrong: the statements leave it no choice but to look up each lane by its key.
/// </summary>
public sealed class DeliveryQueue(NpgsqlDataSource database, AuditLog audit, IConfiguration configuration)
{
    private const int MostInOneLane = 20;
    private const int MostPatience = 4; // A full queue is asked again every 10 minutes at the latest: that costs nobody anything.

    // Longer than a lane may run (SendDeliveries.LaneTime) with its last answer. Only for a sender that lives and yet lost a lane; a dead one's are taken back at once.
    private readonly TimeSpan _lease = TimeSpan.FromSeconds(configuration.GetValue("Deliveries:LeaseSeconds", 90.0));

    /// <summary>The schedule of tries.</summary>
    public BackOff BackOff { get; } = new(TimeSpan.FromSeconds(configuration.GetValue("Deliveries:BackOffSeconds", 5.0)));

    /// <summary>The receivers for whom something is due.</summary>
    public async Task<IReadOnlyList<Receiver>> DueAsync(DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return (await connection.QueryAsync<Receiver>(new CommandDefinition(
            """
            SELECT s.id, s.subscriber, s.url, s.secret, s.failures, CASE WHEN s.previous_secret_until > @now THEN s.previous_secret END AS previous_secret, q.name AS queue
            FROM subscription s LEFT JOIN subscription_queue q ON s.queue AND q.subscription_id = s.id AND q.state = 'PRESENT'
            WHERE s.state = 'ACTIVE' AND (s.paused_until IS NULL OR s.paused_until <= @now) AND (NOT s.queue OR q.ready)
              AND EXISTS (SELECT FROM delivery_lane l WHERE l.subscription_id = s.id AND l.next_try_at <= @now)
            """, new { now }, cancellationToken: cancel))).AsList();
    }

    /// <summary>Makes due what senders had in hand that are no more: their <see cref="SenderSession"/> is gone.</summary>
    public async Task TakeBackAsync(int sender, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            WITH orphan AS (
                SELECT subscription_id, element, unit FROM delivery_lane WHERE holder <> @sender AND holder <> ALL (ARRAY(
                    SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = @LockClass AND objsubid = 2 AND granted
                        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())))
                FOR UPDATE SKIP LOCKED
            )
            UPDATE delivery_lane l SET holder = NULL, next_try_at = @now FROM orphan o
            WHERE l.subscription_id = o.subscription_id AND l.element = o.element AND l.unit = o.unit
            """, new { sender, SenderSession.LockClass, now }, cancellationToken: cancel));
    }

    /// <summary>Takes some due lanes of a receiver for a sender, for the time of a lease.</summary>
    public async Task<IReadOnlyList<TakenLane>> TakeAsync(Receiver receiver, int sender, int most, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            WITH due AS (
                SELECT ctid AS place FROM delivery_lane WHERE subscription_id = @Id AND next_try_at <= @now ORDER BY next_try_at LIMIT @most FOR UPDATE SKIP LOCKED
            ), taken AS (
                UPDATE delivery_lane l SET next_try_at = @until, holder = @sender FROM due WHERE l.ctid = due.place RETURNING l.element, l.unit, l.touched, l.attempts
            )
            SELECT t.element, t.unit, t.touched, t.attempts, f.* FROM taken t LEFT JOIN LATERAL (
                SELECT sequence FROM delivery d
                WHERE d.subscription_id = @Id AND d.element = t.element AND d.unit = t.unit AND d.state = 'PENDING' ORDER BY d.sequence LIMIT @MostInOneLane
            ) p ON true LEFT JOIN LATERAL (
                SELECT f.sequence, f.event_id, f.type, f.data::text AS data, f.at FROM feed_entry f WHERE f.consumer = @Subscriber AND f.sequence = p.sequence OFFSET 0
            ) f ON true ORDER BY t.element, t.unit, f.sequence
            """, new { receiver.Id, receiver.Subscriber, sender, now, until = now + _lease, most, MostInOneLane }, cancellationToken: cancel));
        return rows.GroupBy(r => (r.Element, r.Unit)).Select(lane => new TakenLane(
            lane.Key.Element, lane.Key.Unit, lane.First().Touched, lane.First().Attempts, lane.Where(r => r.Sequence is not null).Select(r => r.Event).ToList())).ToList();
    }

    /// <summary>Records what came of the lanes, gives them back, and pauses or ends a receiver that is down or gone.</summary>
    public async Task GiveBackAsync(Receiver receiver, int sender, IReadOnlyCollection<LaneOutcome> given, DateTimeOffset now, CancellationToken cancel)
    {
        // In the order in which FanOut locks lanes, or the two could wait for each other.
        var outcomes = given.OrderBy(o => o.Lane.Element, StringComparer.Ordinal).ThenBy(o => o.Lane.Unit, StringComparer.Ordinal).ToList();
        var failed = outcomes.Where(o => o.Failed is not null).ToList();
        var isDown = outcomes.Any(o => o.IsDown);
        var hasDelivered = outcomes.Any(o => o.Delivered.Count > 0);
        var isOurs = outcomes.Any(o => o.Last.IsOurs);
        var failures = isDown ? (hasDelivered ? 0 : receiver.Failures) + 1 : isOurs && !hasDelivered ? receiver.Failures : 0;
        if (hasDelivered)
        {
            // On record first, together with what other senders and readers have to record: within the transaction each would hold the log until its own commit.
            var delivered = outcomes.SelectMany(o => o.Delivered).ToList();
            await audit.AppendAsync(new AuditEntry(now, AuditAction.DELIVERED, receiver.Subscriber, "exchange")
            {
                Subject = receiver.Id, Rows = delivered.Count, Sequences = AuditEntry.RangesOf(delivered),
            }, cancel);
        }
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE delivery SET state = 'DELIVERED', delivered_at = @now, attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, @now), last_error = NULL
            WHERE subscription_id = @Id AND sequence = ANY(@delivered);
            UPDATE delivery d SET attempts = d.attempts + 1, first_attempt_at = coalesce(first_attempt_at, @now), last_status = f.status, last_error = f.error,
                state = CASE WHEN d.first_attempt_at <= @givenUp THEN 'DEAD' ELSE 'PENDING' END
            FROM unnest(@failedSequences, @statuses, @errors) AS f(sequence, status, error) WHERE d.subscription_id = @Id AND d.sequence = f.sequence;
            DELETE FROM delivery_lane l USING unnest(@elements, @units, @touched) AS x(element, unit, touched), LATERAL (
                SELECT ctid AS place FROM delivery_lane WHERE subscription_id = @Id AND element = x.element COLLATE "C" AND unit = x.unit COLLATE "C" AND touched = x.touched FOR UPDATE
            ) mine WHERE l.ctid = mine.place AND (
                SELECT true FROM delivery d WHERE d.subscription_id = @Id AND d.element = l.element AND d.unit = l.unit AND d.state = 'PENDING' LIMIT 1) IS NULL;
            UPDATE delivery_lane l SET next_try_at = x.next, attempts = x.attempts, holder = NULL FROM unnest(@elements, @units, @nexts, @attempts) AS x(element, unit, next, attempts), LATERAL (
                SELECT ctid AS place FROM delivery_lane WHERE subscription_id = @Id AND element = x.element COLLATE "C" AND unit = x.unit COLLATE "C" AND holder = @sender FOR UPDATE
            ) mine WHERE l.ctid = mine.place;
            UPDATE subscription SET failures = @failures, paused_until = @pausedUntil, last_error = coalesce(@error, CASE WHEN @hasDelivered THEN NULL ELSE last_error END),
                last_delivered_at = CASE WHEN @hasDelivered THEN @now ELSE last_delivered_at END, state = CASE WHEN @gone THEN 'DISABLED' ELSE state END
            WHERE id = @Id
            """,
            new
            {
                receiver.Id, sender, now, givenUp = now - BackOff.GiveUpAfter, delivered = outcomes.SelectMany(o => o.Delivered).ToArray(),
                failedSequences = failed.Select(o => o.Failed!.Value).ToArray(), statuses = failed.Select(o => o.Last.Status).ToArray(), errors = failed.Select(o => o.Last.Error).ToArray(),
                elements = outcomes.Select(o => o.Lane.Element).ToArray(), units = outcomes.Select(o => o.Lane.Unit).ToArray(), touched = outcomes.Select(o => o.Lane.Touched).ToArray(),
                nexts = outcomes.Select(o => (now + (o.Failed is null || o.IsDown ? TimeSpan.Zero : BackOff.After(Attempts(o)))).UtcDateTime).ToArray(),
                attempts = outcomes.Select(Attempts).ToArray(), failures, hasDelivered, gone = outcomes.Any(o => o.IsGone),
                pausedUntil = isDown ? now + BackOff.After(receiver.Queue is null ? failures : Math.Min(failures, MostPatience)) : isOurs ? now + BackOff.Base : (DateTimeOffset?)null, error = failed.Select(o => o.Last.Error).FirstOrDefault(),
            }, transaction, cancellationToken: cancel));
        await transaction.CommitAsync(cancel);
    }

    private static int Attempts(LaneOutcome outcome) => outcome.Failed is null ? 0 : outcome.Delivered.Count > 0 ? 1 : outcome.Lane.Attempts + 1;

    private sealed record Row
    {
        public string Element { get; init; } = "";
        public string Unit { get; init; } = "";
        public int Touched { get; init; }
        public int Attempts { get; init; }
        public long? Sequence { get; init; }
        public Guid? EventId { get; init; }
        public string? Type { get; init; }
        public string? Data { get; init; }
        public DateTimeOffset? At { get; init; }

        public FeedRow Event => new() { Sequence = Sequence!.Value, EventId = EventId!.Value, Type = Type!, Element = Element, Unit = Unit, Data = Data!, At = At!.Value };
    }
}
