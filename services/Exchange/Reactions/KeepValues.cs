using Dapper;
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
        var now = clock.GetUtcNow();
        var told = await TakeValues.RunAsync(work.Connection, events.SelectMany(TakenValue.Of).ToList(), cancel);
        await FanOut.RunAsync(work.Connection, told.Select(Change.Of).ToList(), toSubscribers: true, [], clock.Today(), now, cancel);
        await NoteFreshnessAsync(events, work, now, cancel);
    }

    /// <summary>The catalogue says how fresh the data of an entry is: a row for each element, instead of an index that every value would pay for.</summary>
    private static Task NoteFreshnessAsync(IReadOnlyList<ValuesRecorded> events, UnitOfWork work, DateTimeOffset now, CancellationToken cancel) =>
        work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO element_freshness AS f (element, recorded_at) SELECT e, @now FROM unnest(@elements) AS e ORDER BY e
            ON CONFLICT (element) DO UPDATE SET recorded_at = greatest(f.recorded_at, excluded.recorded_at)
            """, new { now, elements = events.SelectMany(e => e.Values).Select(v => v.Element).Distinct().ToArray() }, cancellationToken: cancel));
}
