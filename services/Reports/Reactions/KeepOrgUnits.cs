using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Reports.Reactions;

/// <summary>Keeps the departments and other bodies that Rosters has.</summary>
public static class KeepOrgUnits
{
    public static Task ReactAsync(IReadOnlyList<OrgUnitChanged> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var units = events.GroupBy(e => e.Code).Select(same => same.MaxBy(e => e.Version)!).OrderBy(e => e.Code, StringComparer.Ordinal).ToList();
        return work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO org_unit AS o (code, name, kind, division, version)
            SELECT * FROM unnest(@codes, @names, @kinds, @divisions, @versions)
            ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, division = excluded.division, version = excluded.version
            WHERE excluded.version > o.version
            """,
            new
            {
                codes = units.ConvertAll(u => u.Code).ToArray(), names = units.ConvertAll(u => u.Name).ToArray(),
                kinds = units.ConvertAll(u => u.Kind).ToArray(), divisions = units.ConvertAll(u => u.Division).ToArray(),
                versions = units.ConvertAll(u => u.Version).ToArray(),
            }, cancellationToken: cancel));
    }
}
