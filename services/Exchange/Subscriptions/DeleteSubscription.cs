using Dapper;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Queues;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Subscriptions;

/// <summary>Ends a subscription.</summary>
public static class DeleteSubscription
{
    /// <summary>Ends a subscription: what was not delivered yet is not sent any more; the feed keeps it. Its queue goes, with its user and what is in it.</summary>
    public static async Task<NoContent> HandleAsync(string id, Caller caller, ExchangeDb db, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var subscription = await db.Subscriptions.SingleOrDefaultAsync(s => s.Subscriber == caller.Unit && s.Name == id, cancel)
            ?? throw ExchangeProblems.SubscriptionUnknown.Refuse().AsException();
        db.Subscriptions.Remove(subscription);
        await db.SaveChangesAsync(cancel);
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            DELETE FROM delivery_run WHERE subscription_id = @Id AND delivered_at IS NULL;
            DELETE FROM delivery_lane WHERE subscription_id = @Id;
            DELETE FROM delivery_past WHERE subscription_id = @Id;
            DELETE FROM delivery WHERE subscription_id = @Id AND state = 'PENDING'
            """, new { subscription.Id }, cancellationToken: cancel));
        await SubscriptionQueue.UnwantAsync(work.Connection, subscription.Id, clock.GetUtcNow(), cancel);
        await AuditLog.AppendAsync(work.Connection,
            [new(clock.GetUtcNow(), AuditAction.SUBSCRIPTION_CHANGED, caller.Unit, caller.Client) { Subject = subscription.Id, Outcome = "DELETE" }], cancel);
        return TypedResults.NoContent();
    }
}
