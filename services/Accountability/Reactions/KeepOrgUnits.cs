using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Accountability.Reactions;

/// <summary>Keeps which bodies there are and where they belong, so that a unit and an area can be checked.</summary>
public static class KeepOrgUnits
{
    public static async Task ReactAsync(IReadOnlyList<OrgUnitChanged> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var units = events.GroupBy(e => e.Code).Select(same => same.MaxBy(e => e.Version)!).OrderBy(e => e.Code, StringComparer.Ordinal).ToList();
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO org_unit AS t (code, division, version)
            SELECT * FROM unnest(@codes, @divisions, @versions)
            ON CONFLICT (code) DO UPDATE SET division = excluded.division, version = excluded.version
            WHERE excluded.version > t.version
            """,
            new { codes = units.ConvertAll(u => u.Code), divisions = units.ConvertAll(u => u.Division), versions = units.ConvertAll(u => u.Version) },
            cancellationToken: cancel));
    }
}
