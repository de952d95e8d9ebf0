using Dapper;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Subscriptions;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Exchange.Queues;

/// <summary>Gives the user of a queue a password.</summary>
public static class RenewQueuePassword
{
    /// <summary>How to read the queue.</summary>
    /// <param name="Address">Where to connect: AMQP 0-9-1.</param>
    /// <param name="Password">Shown this once.</param>
    public sealed record Answer(string Address, string VirtualHost, string Queue, string User, string Password);

    /// <summary>
    /// Gives the user of a subscription's queue a new password, shown this once; only its hash is kept. It holds when the queue's <c>state</c> is READY again, in a second or
    /// two; then the one before no longer does, and whoever is connected by it has to connect again. Not kept for an <c>Idempotency-Key</c>: just ask again.
    /// </summary>
    public static async Task<Ok<Answer>> HandleAsync(
        string id, Caller caller, HttpContext context, NpgsqlDataSource database, QueueSettings settings, TimeProvider clock, CancellationToken cancel)
    {
        var (password, now) = (QueuePassword.New(), clock.GetUtcNow());
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var subscription = await ListDeliveries.FindAsync(connection, id, caller, cancel);
        var queue = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            """
            UPDATE subscription_queue SET password_hash = @Hash, renewed = true, version = version + 1, next_try_at = @now
            WHERE subscription_id = @subscription AND state = 'PRESENT' RETURNING name
            """, new { subscription, password.Hash, now }, cancellationToken: cancel))
            ?? throw ExchangeProblems.NoQueue.Refuse().AsException();
        await AuditLog.AppendAsync(connection, [new(now, AuditAction.SUBSCRIPTION_CHANGED, caller.Unit, caller.Client) { Subject = subscription, Outcome = "PASSWORD" }], cancel);
        await transaction.CommitAsync(cancel);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new Answer(settings.Address, settings.VirtualHost, queue, queue, password.Text));
    }
}
