using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Exchange.Reactions;

/// <summary>Keeps which bodies there are, so that a source or provider can be checked.</summary>
public static class KeepOrgUnits
{
    public static async Task ReactAsync(IReadOnlyList<OrgUnitChanged> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var units = events.GroupBy(e => e.Code).Select(same => same.MaxBy(e => e.Version)!).OrderBy(e => e.Code, StringComparer.Ordinal).ToList();
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO org_unit AS t (code, name, division, version)
            SELECT * FROM unnest(@codes, @names, @divisions, @versions)
            ON CONFLICT (code) DO UPDATE SET name = excluded.name, division = excluded.division, version = excluded.version
            WHERE excluded.version > t.version
            """,
            new
            {
                codes = units.ConvertAll(u => u.Code), names = units.ConvertAll(u => u.Name), divisions = units.ConvertAll(u => u.Division),
                versions = units.ConvertAll(u => u.Version),
            }, cancellationToken: cancel));
    }
}
