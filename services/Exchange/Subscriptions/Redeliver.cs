using Dapper;
using Datarun.Exchange.Audit;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Exchange.Subscriptions;

/// <summary>Has deliveries sent once more.</summary>
public static class Redeliver
{
    private const int MostSequences = 10_000, MostKept = 100;

    /// <summary>What to send again; exactly one of the three.</summary>
    /// <param name="Sequences">These numbers of the feed.</param>
    /// <param name="From">Everything from this number on.</param>
    /// <param name="Dead">Everything that was given up.</param>
    public sealed record Body(IReadOnlyList<long>? Sequences = null, long? From = null, bool Dead = false);

    /// <summary>How many are queued.</summary>
    public sealed record Answer(long Queued);

    /// <summary>
    /// Sends deliveries of one's own subscription again, also those that were taken already: the same <c>webhook-id</c>, in order for each element and
    /// unit, with a new 72 hours. A receiver that was paused is tried at once. What had come of them before stays in <c>deliveries</c>, for the last hundred calls.
    /// </summary>
    public static async Task<Ok<Answer>> HandleAsync(string id, Body body, Caller caller, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var given = (body.Sequences is null ? 0 : 1) + (body.From is null ? 0 : 1) + (body.Dead ? 1 : 0);
        new Check()
            .That(given == 1, "", ExchangeProblems.NothingToRedeliver)
            .That(body.Sequences is null or { Count: <= MostSequences }, "/sequences", ExchangeProblems.NothingToRedeliver, $"≤ {MostSequences}")
            .Enforce();
        var now = clock.GetUtcNow();
        var subscription = await ListDeliveries.FindAsync(work.Connection, id, caller, cancel);
        await work.Connection.ExecuteAsync(new CommandDefinition("SELECT FROM subscription WHERE id = @subscription FOR UPDATE", new { subscription }, cancellationToken: cancel));
        var queued = await work.Connection.ExecuteScalarAsync<long>(new CommandDefinition(
            """
            WITH asked AS (
                SELECT coalesce(range_agg(r), '{}') AS numbers
                FROM (SELECT int8range(n, n + 1) AS r FROM unnest(@sequences) AS n WHERE n < @Last UNION ALL SELECT int8range(@from, NULL) WHERE @from < @Last) a
            ), failed AS (
                DELETE FROM delivery WHERE subscription_id = @subscription AND (sequence = ANY (@sequences) OR sequence >= @from OR (@dead AND state = 'DEAD'))
                RETURNING sequence, element, unit, state, attempts, first_attempt_at, delivered_at, last_status, last_error
            ), lane AS (
                UPDATE delivery_lane l SET next_try_at = @now, attempts = 0 FROM (SELECT DISTINCT element, unit FROM failed) f
                WHERE l.subscription_id = @subscription AND l.element = f.element AND l.unit = f.unit
            ), taken AS (
                DELETE FROM delivery_run r USING asked a WHERE r.subscription_id = @subscription AND r.delivered_at IS NOT NULL AND r.numbers && a.numbers
                RETURNING r.numbers * a.numbers AS again, r.numbers - a.numbers AS rest, r.delivered_at
            ), again AS (
                SELECT again AS numbers FROM taken UNION ALL SELECT range_agg(int8range(sequence, sequence + 1)) FROM failed GROUP BY (sequence - 1) / @Block
            ), put AS (
                INSERT INTO delivery_run (subscription_id, first, last, numbers, delivered_at)
                SELECT @subscription, lower(numbers), upper(numbers) - 1, numbers, delivered_at
                FROM (SELECT numbers, NULL::timestamptz AS delivered_at FROM again UNION ALL SELECT rest, delivered_at FROM taken WHERE NOT isempty(rest)) p
            ), past AS (
                INSERT INTO delivery_past (subscription_id, first, numbers, state, attempts, first_attempt_at, delivered_at, last_status, last_error, again_at)
                SELECT @subscription, lower(numbers), numbers, state, attempts, first_attempt_at, delivered_at, last_status, last_error, @now
                FROM (SELECT int8multirange(int8range(sequence, sequence + 1)) AS numbers, state, attempts, first_attempt_at, delivered_at, last_status, last_error FROM failed WHERE attempts > 0
                    UNION ALL SELECT again, 'DELIVERED', 1, delivered_at, delivered_at, NULL, NULL FROM taken) p
            ), forgotten AS (
                DELETE FROM delivery_past WHERE subscription_id = @subscription
                    AND again_at < (SELECT again_at FROM delivery_past WHERE subscription_id = @subscription GROUP BY again_at ORDER BY again_at DESC OFFSET @MostKept - 1 LIMIT 1)
            ), receiver AS (
                UPDATE subscription SET paused_until = NULL WHERE id = @subscription AND EXISTS (SELECT FROM again)
            )
            SELECT (SELECT coalesce(sum(count_of(numbers)), 0) FROM again)
                + (SELECT coalesce(sum(count_of(r.numbers * a.numbers)), 0) FROM delivery_run r, asked a WHERE r.subscription_id = @subscription AND r.delivered_at IS NULL AND r.numbers && a.numbers)
            """,
            new { subscription, now, sequences = body.Sequences?.ToArray() ?? [], from = body.From ?? long.MaxValue, Last = long.MaxValue, dead = body.Dead, NumberRuns.Block, MostKept }, cancellationToken: cancel));
        if (queued > 0) await work.Connection.ExecuteAsync(new CommandDefinition($"NOTIFY {FanOut.Channel}", cancellationToken: cancel));
        await AuditLog.AppendAsync(work.Connection,
            [new(now, AuditAction.SUBSCRIPTION_CHANGED, caller.Unit, caller.Client) { Subject = subscription, Outcome = "REDELIVERY" }], cancel);
        return TypedResults.Ok(new Answer(queued));
    }
}
