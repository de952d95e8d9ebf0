using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Subscriptions;

/// <summary>Reads the caller's own subscriptions.</summary>
public static class ReadSubscriptions
{
    /// <summary>The caller's subscriptions, by id.</summary>
    public static async Task<Ok<Page<SubscriptionView>>> ListAsync([AsParameters] PageQuery page, Caller caller, ExchangeDb db, CancellationToken cancel)
    {
        var mine = db.Subscriptions.AsNoTracking().Where(s => s.Subscriber == caller.Unit);
        if (page.Keys(1) is [var after]) mine = mine.Where(s => s.Name.CompareTo(after) > 0);
        var rows = await mine.OrderBy(s => s.Name).Take(page.Size + 1).ToListAsync(cancel);
        return TypedResults.Ok(page.Of(rows.ConvertAll(SubscriptionView.Of), s => [s.Id]));
    }

    /// <summary>One subscription, with how its deliveries fare.</summary>
    public static async Task<Ok<SubscriptionView>> GetAsync(string id, Caller caller, HttpContext context, ExchangeDb db, CancellationToken cancel)
    {
        var subscription = await db.Subscriptions.AsNoTracking().SingleOrDefaultAsync(s => s.Subscriber == caller.Unit && s.Name == id, cancel)
            ?? throw ExchangeProblems.SubscriptionUnknown.Refuse().AsException();
        ETags.Give(context, subscription.Version);
        return TypedResults.Ok(SubscriptionView.Of(subscription));
    }
}
