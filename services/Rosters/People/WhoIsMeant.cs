using Dapper;
using Datarun.Rosters.Units;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Rosters.People;

/// <summary>Lists about people are asked for a place or for one person; nobody gets those of everywhere.</summary>
internal static class WhoIsMeant
{
    /// <summary>Throws PARAMETER_INVALID where neither is given, PERSON_UNKNOWN, or OUTSIDE_YOUR_UNIT where the place, or the person's home unit, lies outside the caller's area.</summary>
    public static async Task MustCoverAsync(NpgsqlConnection connection, Caller caller, OrgUnitCode? under, Guid? person, CancellationToken cancel)
    {
        if (under is null && person is null) throw CommonProblems.ParameterInvalid.At("?under", "under | person").AsException();
        if (under is { } place) await PeopleInArea.MustCoverAsync(connection, caller, place.ToString(), cancel);
        if (person is { } id) await MustCoverAsync(connection, caller, id, cancel);
    }

    /// <summary>The same for one person.</summary>
    public static async Task MustCoverAsync(NpgsqlConnection connection, Caller caller, Guid person, CancellationToken cancel)
    {
        var home = await connection.ExecuteScalarAsync<string?>(new CommandDefinition("SELECT unit FROM person WHERE id = @person", new { person }, cancellationToken: cancel));
        if (home is null) throw RostersProblems.PersonUnknown.Refuse().AsException();
        await PeopleInArea.MustCoverAsync(connection, caller, home, cancel);
    }

    /// <summary>The condition on columns <c>unit</c> and <c>person</c>; its values are <c>@under</c>, <c>@underEnd</c> and <c>@person</c>.</summary>
    public static string Sql(OrgUnitCode? under, Guid? person, string unit = "unit", string id = "person") =>
        (under is { } place ? UnitsUnder.Sql(place, unit) : "true") + (person is null ? "" : $" AND {id} = @person");
}
