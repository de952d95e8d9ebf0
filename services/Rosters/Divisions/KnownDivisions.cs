using Dapper;
using Datarun.ServiceDefaults.Codes;
using Npgsql;

namespace Datarun.Rosters.Divisions;

/// <summary>A place is known if it, or any place below it, was imported: an upper level need not come first.</summary>
internal static class KnownDivisions
{
    public static Task<bool> HasAsync(NpgsqlConnection connection, DivisionCode code, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM division WHERE code >= @code AND code < @end)", new { code = code.ToString(), end = code.RangeEnd }, cancellationToken: cancel));
}
