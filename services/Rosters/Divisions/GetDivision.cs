using Dapper;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Rosters.Divisions;

internal static class GetDivision
{
    /// <summary>A place by its code. One that was never imported but has known places below it is answered too, without a name.</summary>
    public static async Task<Results<Ok<DivisionAnswer>, Refused>> HandleAsync(DivisionCode code, NpgsqlDataSource data, HttpContext context, CancellationToken cancel)
    {
        await using var connection = await data.OpenConnectionAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<DivisionAnswer.Row>(new CommandDefinition(
            $"SELECT {DivisionAnswer.Row.Columns} FROM division WHERE code = @code", new { code = code.ToString() }, cancellationToken: cancel));
        if (row is null && !await KnownDivisions.HasAsync(connection, code, cancel)) return RostersProblems.DivisionUnknown.Refuse();
        if (row is not null) ETags.Give(context, row.Version);
        return TypedResults.Ok(DivisionAnswer.Of(code, row));
    }
}
