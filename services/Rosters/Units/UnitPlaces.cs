using Dapper;
using Datarun.Rosters.Divisions;
using Datarun.ServiceDefaults.Codes;
using Npgsql;

namespace Datarun.Rosters.Units;

/// <summary>A unit is a place itself or a body that belongs to one.</summary>
internal static class UnitPlaces
{
    /// <summary>The place of a unit; null when the unit is not known.</summary>
    public static async Task<string?> FindAsync(NpgsqlConnection connection, OrgUnitCode unit, CancellationToken cancel)
    {
        if (unit.Division is { } place) return await KnownDivisions.HasAsync(connection, place, cancel) ? place.ToString() : null;
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT division FROM org_unit WHERE code = @code", new { code = unit.ToString() }, cancellationToken: cancel));
    }
}
