using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Accountability.Reactions;

/// <summary>Keeps which places there are, and their last days. A place that ended stays: an act of its time may still be looked into.</summary>
public static class KeepPlaces
{
    public static async Task ReactAsync(IReadOnlyList<DivisionsChanged> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        // Events arrive in order, so the last word on a place is the last one here.
        var places = events.SelectMany(e => e.Divisions).GroupBy(d => d.Code, StringComparer.Ordinal).Select(same => same.Last()).OrderBy(d => d.Code, StringComparer.Ordinal).ToList();
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO place AS p (code, valid_to) SELECT * FROM unnest(@codes, @days)
            ON CONFLICT (code) DO UPDATE SET valid_to = excluded.valid_to WHERE p.valid_to IS DISTINCT FROM excluded.valid_to
            """, new { codes = places.ConvertAll(p => p.Code), days = places.ConvertAll(p => p.ValidTo).ToArray() }, cancellationToken: cancel));
    }
}
