using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Accountability.Reactions;

/// <summary>Keeps which places there are. A place that ended stays: an act of its time may still be looked into.</summary>
public static class KeepPlaces
{
    public static async Task ReactAsync(IReadOnlyList<DivisionsChanged> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var codes = events.SelectMany(e => e.Divisions).Select(d => d.Code).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        await work.Connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO place (code) SELECT unnest(@codes) ON CONFLICT DO NOTHING", new { codes }, cancellationToken: cancel));
    }
}
