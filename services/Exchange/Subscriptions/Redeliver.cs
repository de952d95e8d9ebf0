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
    private const int MostSequences = 10_000;

    /// <summary>What to send again; exactly one of the three.</summary>
    /// <param name="Sequences">These numbers of the feed.</param>
    /// <param name="From">Everything from this number on.</param>
    /// <param name="Dead">Everything that was given up.</param>
    public sealed record Body(IReadOnlyList<long>? Sequences = null, long? From = null, bool Dead = false);

    /// <summary>How many are queued.</summary>
    public sealed record Answer(long Queued);

    /// <summary>
    /// Sends deliveries of one's own subscription again, also those that were taken already: the same <c>webhook-id</c>, in order for each element and
    /// unit, with a new 72 hours. A receiver that was paused is tried at once.
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
        var queued = await work.Connection.ExecuteScalarAsync<long>(new CommandDefinition(
            """
            WITH again AS (
                UPDATE delivery SET state = 'PENDING', attempts = 0, first_attempt_at = NULL, delivered_at = NULL
                WHERE subscription_id = @subscription AND (sequence = ANY(@sequences) OR sequence >= @from OR (@dead AND state = 'DEAD'))
                RETURNING element, unit
            ), lane AS (
                INSERT INTO delivery_lane AS l (subscription_id, element, unit, next_try_at, touched, attempts)
                SELECT DISTINCT @subscription, element, unit, @now, 0, 0 FROM again ORDER BY 2, 3
                ON CONFLICT (subscription_id, element, unit) DO UPDATE SET touched = l.touched + 1
            ), receiver AS (
                UPDATE subscription SET paused_until = NULL WHERE id = @subscription AND EXISTS (SELECT FROM again)
            )
            SELECT count(*) FROM again
            """,
            new { subscription, now, sequences = body.Sequences?.ToArray() ?? [], from = body.From ?? long.MaxValue, dead = body.Dead }, cancellationToken: cancel));
        if (queued > 0) await work.Connection.ExecuteAsync(new CommandDefinition($"NOTIFY {FanOut.Channel}", cancellationToken: cancel));
        await AuditLog.AppendAsync(work.Connection,
            [new(now, AuditAction.SUBSCRIPTION_CHANGED, caller.Unit, caller.Client) { Subject = subscription, Outcome = "REDELIVERY" }], cancel);
        return TypedResults.Ok(new Answer(queued));
    }
}
