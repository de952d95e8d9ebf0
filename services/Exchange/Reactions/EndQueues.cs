using Dapper;
using Datarun.Contracts;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Queues;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Exchange.Reactions;

/// <summary>
/// Ends the queues that were asked for by clients that are no more, with their users and what is in them: whoever had the client's secret may have had the queue's password.
/// The subscription is disabled; another client of the unit can put it again.
/// </summary>
public static class EndQueues
{
    public static async Task ReactAsync(IReadOnlyList<ClientEnded> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var ended = (await work.Connection.QueryAsync<(Guid Subscription, string Client, string Subscriber)>(new CommandDefinition(
            $"""
            WITH ended AS ({SubscriptionQueue.Unwant} AND client = ANY(@clients) RETURNING subscription_id, client)
            UPDATE subscription s SET state = 'DISABLED', last_error = 'The client that asked for the queue was ended.', version = s.version + 1, changed_at = @now
            FROM ended e WHERE s.id = e.subscription_id RETURNING s.id, e.client, s.subscriber
            """, new { now, clients = events.Select(e => e.Client).ToArray() }, cancellationToken: cancel))).AsList();
        await AuditLog.AppendAsync(
            work.Connection, ended.Select(e => new AuditEntry(now, AuditAction.SUBSCRIPTION_CHANGED, e.Subscriber, e.Client) { Subject = e.Subscription, Outcome = "CLIENT_ENDED" }), cancel);
    }
}
