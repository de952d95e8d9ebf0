using Dapper;
using Datarun.Exchange.Audit;
using Npgsql;

namespace Datarun.Exchange.Subscriptions;

/// <summary>Records what came of what was sent.</summary>
public sealed class GiveBack(NpgsqlDataSource database, AuditLog audit, IConfiguration configuration)
{
    private const int MostPatience = 4; // A full queue is asked again every 10 minutes at the latest: that costs nobody anything.

    /// <summary>The schedule of tries.</summary>
    public BackOff BackOff { get; } = new(TimeSpan.FromSeconds(configuration.GetValue("Deliveries:BackOffSeconds", 5.0)));

    /// <summary>Puts on record what was delivered, together with what other senders and readers have to record.</summary>
    public async Task RecordAsync(Receiver receiver, IReadOnlyCollection<LaneOutcome> outcomes, DateTimeOffset now, CancellationToken cancel)
    {
        var delivered = outcomes.SelectMany(o => o.Delivered).ToList();
        if (delivered.Count > 0)
        {
            await audit.AppendAsync(new AuditEntry(now, AuditAction.DELIVERED, receiver.Subscriber, "exchange")
            {
                Subject = receiver.Id, Rows = delivered.Count, Sequences = AuditEntry.RangesOf(delivered),
            }, cancel);
        }
    }

    /// <summary>
    /// Writes the outcomes, pauses or ends a receiver that is down or gone, and leaves it to whoever comes when nothing more is due. Answers whether to go on
    /// with it; false also where it is not the sender's any more.
    /// </summary>
    public async Task<bool> RunAsync(Receiver receiver, int sender, Taken taken, IReadOnlyCollection<LaneOutcome> outcomes, DateTimeOffset now, CancellationToken cancel)
    {
        var isWhole = taken.Behind.Count == 0 && outcomes.Count == taken.Lanes.Count && outcomes.All(o => !o.Lane.IsStored && o.Failed is null && o.Delivered.Count == o.Lane.Pending.Count);
        isWhole &= taken.Lanes.Sum(l => (long)l.Pending.Count) == taken.Runs.Sum(r => r.Count);
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (isWhole) return await FinishAsync(connection, receiver, sender, [.. taken.Runs.Select(r => r.First)], outcomes, now, cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition("SELECT sender = @sender FROM subscription WHERE id = @Id FOR UPDATE", new { receiver.Id, sender }, cancellationToken: cancel)))
            return false;
        var stored = outcomes.Where(o => o.Lane.IsStored).ToList();
        if (stored.Count > 0) await PutBackAsync(connection, receiver, stored, now, cancel);
        if (taken.Runs.Count > 0) await SplitAsync(connection, receiver, taken, [.. outcomes.Where(o => !o.Lane.IsStored)], now, cancel);
        var goesOn = await FinishAsync(connection, receiver, sender, [], outcomes, now, cancel);
        await transaction.CommitAsync(cancel);
        return goesOn;
    }

    /// <summary>One statement after the other in one message, which PostgreSQL commits as one.</summary>
    private async Task<bool> FinishAsync(
        NpgsqlConnection connection, Receiver receiver, int sender, long[] whole, IReadOnlyCollection<LaneOutcome> outcomes, DateTimeOffset now, CancellationToken cancel)
    {
        var (isDown, isOurs, isGone) = (outcomes.Any(o => o.IsDown), outcomes.Any(o => o.Last.IsOurs), outcomes.Any(o => o.IsGone));
        var hasDelivered = outcomes.Any(o => o.Delivered.Count > 0);
        var failures = isDown ? (hasDelivered ? 0 : receiver.Failures) + 1 : isOurs && !hasDelivered ? receiver.Failures : 0;
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            WITH mine AS (SELECT id FROM subscription WHERE id = @Id AND sender = @sender FOR UPDATE) -- First of all, as whoever ends a subscription does.
            UPDATE delivery_run r SET delivered_at = @now FROM mine WHERE r.subscription_id = mine.id AND r.first = ANY (@whole) AND r.delivered_at IS NULL;
            UPDATE subscription s SET failures = @failures, paused_until = @pausedUntil, last_error = coalesce(@error, CASE WHEN @hasDelivered THEN NULL ELSE last_error END),
                last_delivered_at = CASE WHEN @hasDelivered THEN @now ELSE last_delivered_at END, state = CASE WHEN @isGone THEN 'DISABLED' ELSE state END,
                sender = CASE WHEN NOT @ends AND (EXISTS (SELECT FROM delivery_run r WHERE r.subscription_id = @Id AND r.delivered_at IS NULL)
                    OR EXISTS (SELECT FROM delivery_lane l WHERE l.subscription_id = @Id AND l.next_try_at <= @now)) THEN @sender END
            WHERE s.id = @Id AND s.sender = @sender RETURNING sender IS NOT NULL
            """,
            new
            {
                receiver.Id, sender, whole, now, failures, hasDelivered, isGone, ends = outcomes.Any(o => o.EndsRound), error = outcomes.Select(o => o.Failed is null ? null : o.Last.Error).FirstOrDefault(e => e is not null),
                pausedUntil = isDown ? now + BackOff.After(receiver.Queue is null ? failures : Math.Min(failures, MostPatience)) : isOurs ? now + BackOff.Base : (DateTimeOffset?)null,
            }, cancellationToken: cancel));
    }

    /// <summary>Lanes in which something had failed before.</summary>
    private async Task PutBackAsync(NpgsqlConnection connection, Receiver receiver, List<LaneOutcome> outcomes, DateTimeOffset now, CancellationToken cancel)
    {
        var failed = outcomes.Where(o => o.Failed is not null).ToList();
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE delivery SET state = 'DELIVERED', delivered_at = @now, attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, @now), last_error = NULL
            WHERE subscription_id = @Id AND sequence = ANY (@delivered);
            UPDATE delivery d SET attempts = d.attempts + 1, first_attempt_at = coalesce(first_attempt_at, @now), last_status = f.status, last_error = f.error,
                state = CASE WHEN d.first_attempt_at <= @givenUp THEN 'DEAD' ELSE 'PENDING' END
            FROM unnest(@failedSequences, @statuses, @errors) AS f(sequence, status, error) WHERE d.subscription_id = @Id AND d.sequence = f.sequence;
            DELETE FROM delivery_lane l USING unnest(@elements, @units) AS x(element, unit), LATERAL (
                SELECT ctid AS place FROM delivery_lane WHERE subscription_id = @Id AND element = x.element COLLATE "C" AND unit = x.unit COLLATE "C" FOR UPDATE
            ) mine WHERE l.ctid = mine.place AND (
                SELECT true FROM delivery d WHERE d.subscription_id = @Id AND d.element = l.element AND d.unit = l.unit AND d.state = 'PENDING' LIMIT 1) IS NULL;
            UPDATE delivery_lane l SET next_try_at = x.next, attempts = x.attempts FROM unnest(@elements, @units, @nexts, @attempts) AS x(element, unit, next, attempts), LATERAL (
                SELECT ctid AS place FROM delivery_lane WHERE subscription_id = @Id AND element = x.element COLLATE "C" AND unit = x.unit COLLATE "C" FOR UPDATE
            ) mine WHERE l.ctid = mine.place
            """,
            new
            {
                receiver.Id, now, givenUp = now - BackOff.GiveUpAfter, delivered = outcomes.SelectMany(o => o.Delivered).ToArray(),
                failedSequences = failed.Select(o => o.Failed!.Value).ToArray(), statuses = failed.Select(o => o.Last.Status).ToArray(), errors = failed.Select(o => o.Last.Error).ToArray(),
                elements = outcomes.Select(o => o.Lane.Element).ToArray(), units = outcomes.Select(o => o.Lane.Unit).ToArray(),
                nexts = outcomes.Select(o => Next(o, now)).ToArray(), attempts = outcomes.Select(Attempts).ToArray(),
            }, cancellationToken: cancel));
    }

    /// <summary>
    /// Runs of which not everything was taken: what was is marked as such, what was not tried waits in a smaller run, and what failed goes into a lane with all that
    /// waits behind it.
    /// </summary>
    private async Task SplitAsync(NpgsqlConnection connection, Receiver receiver, Taken taken, IReadOnlyList<LaneOutcome> outcomes, DateTimeOffset now, CancellationToken cancel)
    {
        var failed = outcomes.Where(o => o.Failed is not null).ToList();
        var behind = taken.Behind.Concat(failed.SelectMany(o => o.Lane.Pending.Where(e => e.Sequence >= o.Failed))).ToList();
        var (gone, delivered) = (behind.Select(e => e.Sequence).ToHashSet(), outcomes.SelectMany(o => o.Delivered).ToHashSet());
        if (gone.Count == 0 && delivered.Count == 0) return;
        var told = failed.ToDictionary(o => o.Failed!.Value, o => o.Last);
        var parts = taken.Runs.SelectMany(r => NumberRuns.Each(r.Numbers).Where(n => !gone.Contains(n)).GroupBy(delivered.Contains)).Select(p => (IsDone: p.Key, Numbers: NumberRuns.Write([.. p]))).ToList();
        await connection.ExecuteAsync(new CommandDefinition(
            """
            DELETE FROM delivery_run WHERE subscription_id = @Id AND first = ANY (@firsts) AND delivered_at IS NULL;
            INSERT INTO delivery_run (subscription_id, first, last, numbers, delivered_at)
            SELECT @Id, lower(n), upper(n) - 1, n, CASE WHEN is_done THEN @now END FROM (SELECT numbers::int8multirange AS n, is_done FROM unnest(@numbers, @isDone) AS x(numbers, is_done)) p;
            INSERT INTO delivery (subscription_id, sequence, element, unit, state, attempts, first_attempt_at, last_status, last_error)
            SELECT @Id, sequence, element, unit, 'PENDING', tries, CASE WHEN tries > 0 THEN @now END, status, error
            FROM unnest(@sequences, @elements, @units, @tries, @statuses, @errors) AS x(sequence, element, unit, tries, status, error);
            INSERT INTO delivery_lane (subscription_id, element, unit, next_try_at, attempts)
            SELECT @Id, element, unit, next, attempts FROM unnest(@laneElements, @laneUnits, @nexts, @attempts) AS x(element, unit, next, attempts)
            """,
            new
            {
                receiver.Id, now, firsts = taken.Runs.Select(r => r.First).ToArray(), numbers = parts.Select(p => p.Numbers).ToArray(), isDone = parts.Select(p => p.IsDone).ToArray(),
                sequences = behind.Select(e => e.Sequence).ToArray(), elements = behind.Select(e => e.Change.Element).ToArray(), units = behind.Select(e => e.Change.Unit).ToArray(),
                tries = behind.Select(e => told.ContainsKey(e.Sequence) ? 1 : 0).ToArray(), statuses = behind.Select(e => told.GetValueOrDefault(e.Sequence).Status).ToArray(),
                errors = behind.Select(e => told.GetValueOrDefault(e.Sequence).Error).ToArray(),
                laneElements = failed.Select(o => o.Lane.Element).ToArray(), laneUnits = failed.Select(o => o.Lane.Unit).ToArray(),
                nexts = failed.Select(o => Next(o, now)).ToArray(), attempts = failed.Select(Attempts).ToArray(),
            }, cancellationToken: cancel));
    }

    private DateTime Next(LaneOutcome outcome, DateTimeOffset now) =>
        (now + (outcome.Failed is null || outcome.IsDown ? TimeSpan.Zero : BackOff.After(Attempts(outcome)))).UtcDateTime;

    private static int Attempts(LaneOutcome outcome) => outcome.Failed is null ? 0 : outcome.Delivered.Count > 0 ? 1 : outcome.Lane.Attempts + 1;
}
