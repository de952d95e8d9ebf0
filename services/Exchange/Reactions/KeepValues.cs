using Datarun.Contracts;
using Datarun.Exchange.Subscriptions;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Exchange.Reactions;

/// <summary>Keeps the copy of the values that departments read, and tells the subscribers, in one transaction.</summary>
public static class KeepValues
{
    public static async Task ReactAsync(IReadOnlyList<ValuesRecorded> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var told = await TakeValues.RunAsync(work.Connection, events.SelectMany(e => e.Values).Select(TakenValue.Of).ToList(), cancel);
        await FanOut.RunAsync(work.Connection, told.Select(Change.Of).ToList(), toSubscribers: true, [], clock.Today(), clock.GetUtcNow(), cancel);
    }
}
