using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Reports.Reactions;

/// <summary>Keeps who may read what, so that a form's answer can say which fields still need a grant.</summary>
public static class KeepGrants
{
    public static Task ReactAsync(IReadOnlyList<GrantChanged> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var grants = events.GroupBy(e => e.GrantId).Select(same => same.MaxBy(e => e.Version)!).OrderBy(e => e.GrantId).ToList();
        return work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO sharing_grant AS g (id, consumer, elements, under, state, until, version)
            SELECT id, consumer, string_to_array(elements, E'\n'), under, state, until, version
            FROM unnest(@ids, @consumers, @elements, @places, @states, @days, @versions) AS t(id, consumer, elements, under, state, until, version)
            ON CONFLICT (id) DO UPDATE SET elements = excluded.elements, under = excluded.under, state = excluded.state,
                until = excluded.until, version = excluded.version
            WHERE excluded.version > g.version
            """,
            new
            {
                ids = grants.ConvertAll(g => g.GrantId).ToArray(), consumers = grants.ConvertAll(g => g.Consumer).ToArray(),
                // Arrays of arrays must be rectangular in SQL; codes hold no line break.
                elements = grants.ConvertAll(g => string.Join('\n', g.Elements)).ToArray(),
                places = grants.ConvertAll(g => g.Under).ToArray(), states = grants.ConvertAll(g => g.State).ToArray(),
                days = grants.ConvertAll(g => g.Until).ToArray(), versions = grants.ConvertAll(g => g.Version).ToArray(),
            }, cancellationToken: cancel));
    }
}
