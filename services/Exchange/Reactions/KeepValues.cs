using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Exchange.Reactions;

/// <summary>Keeps the copy of the values that departments read.</summary>
public static class KeepValues
{
    public static async Task ReactAsync(IReadOnlyList<ValuesRecorded> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel) =>
        await TakeValues.RunAsync(work, events.SelectMany(e => e.Values).Select(TakenValue.Of).ToList(), cancel);
}
