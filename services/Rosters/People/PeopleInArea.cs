using Dapper;
using Datarun.Rosters.Units;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Rosters.People;

/// <summary>Who is in a unit concerns only those in whose area the unit lies.</summary>
internal static class PeopleInArea
{
    /// <summary>Throws OUTSIDE_YOUR_UNIT unless the unit's place lies in the caller's area. An unknown unit lies in nobody's.</summary>
    public static async Task MustCoverAsync(NpgsqlConnection connection, Caller caller, string unit, CancellationToken cancel)
    {
        if (!await CoversAsync(connection, caller, unit, cancel)) throw RostersProblems.DivisionOutsideYourArea.Refuse().With("yours", caller.Unit).AsException();
    }

    /// <summary>Whether the unit's place lies in the caller's area.</summary>
    public static async Task<bool> CoversAsync(NpgsqlConnection connection, Caller caller, string unit, CancellationToken cancel) =>
        caller.IsAdministrator || (await UnitPlaces.FindAsync(connection, OrgUnitCode.Parse(unit), cancel) is { } place && caller.AreaCovers(place));

    /// <summary>Whether all of the posts lie in the caller's area: who holds one elsewhere, with what share, is nothing to be told in a refusal.</summary>
    public static async Task<bool> SeesAllAsync(NpgsqlConnection connection, Caller caller, IReadOnlyList<string> posts, CancellationToken cancel) =>
        caller.IsAdministrator || (await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT DISTINCT coalesce(o.division, p.unit) FROM post p LEFT JOIN org_unit o ON o.code = p.unit WHERE p.code = ANY(@posts)",
            new { posts = posts.ToArray() }, cancellationToken: cancel))).All(caller.AreaCovers);
}
