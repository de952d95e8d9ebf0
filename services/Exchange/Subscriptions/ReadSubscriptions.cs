using Datarun.Exchange.Queues;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Datarun.Exchange.Subscriptions;

/// <summary>Reads the caller's own subscriptions.</summary>
public static class ReadSubscriptions
{
    /// <summary>The caller's subscriptions, by id.</summary>
    public static async Task<Ok<Page<SubscriptionView>>> ListAsync([AsParameters] PageQuery page, Caller caller, ExchangeDb db, QueueSettings settings, CancellationToken cancel)
    {
        var mine = db.Subscriptions.AsNoTracking().Where(s => s.Subscriber == caller.Unit);
        if (page.Keys(1) is [var after]) mine = mine.Where(s => s.Name.CompareTo(after) > 0);
        var rows = await mine.OrderBy(s => s.Name).Take(page.Size + 1).ToListAsync(cancel);
        return TypedResults.Ok(page.Of(await ViewAsync(rows, db, settings, cancel), s => [s.Id]));
    }

    /// <summary>One subscription, with how its deliveries fare.</summary>
    public static async Task<Ok<SubscriptionView>> GetAsync(string id, Caller caller, HttpContext context, ExchangeDb db, QueueSettings settings, CancellationToken cancel)
    {
        var subscription = await db.Subscriptions.AsNoTracking().SingleOrDefaultAsync(s => s.Subscriber == caller.Unit && s.Name == id, cancel)
            ?? throw ExchangeProblems.SubscriptionUnknown.Refuse().AsException();
        ETags.Give(context, subscription.Version);
        return TypedResults.Ok((await ViewAsync([subscription], db, settings, cancel))[0]);
    }

    private static async Task<IReadOnlyList<SubscriptionView>> ViewAsync(IReadOnlyList<Subscription> rows, ExchangeDb db, QueueSettings settings, CancellationToken cancel)
    {
        var ids = rows.Where(s => s.Queue).Select(s => s.Id).ToList();
        var queues = ids.Count == 0 ? null : await SubscriptionQueue.OfAsync((NpgsqlConnection)db.Database.GetDbConnection(), ids, settings, cancel);
        return [.. rows.Select(s => SubscriptionView.Of(s, queues?.GetValueOrDefault(s.Id)))];
    }
}
