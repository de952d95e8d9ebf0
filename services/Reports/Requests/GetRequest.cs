using Dapper;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Requests;

public static class GetRequest
{
    /// <summary>A request.</summary>
    public sealed record Answer(Guid Id, string Form, int FormVersion, string Department, string Period, string Under, DivisionLevel Level, DateOnly DueOn, long Tasks);

    /// <summary>A request: who asked whom for what, and by when.</summary>
    public static async Task<Results<Ok<Answer>, Refused>> HandleAsync(Guid id, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<RequestRow>(new CommandDefinition("SELECT * FROM request WHERE id = @id", new { id }, cancellationToken: cancel));
        return row is null
            ? ReportsProblems.RequestUnknown.Refuse()
            : TypedResults.Ok(new Answer(row.Id, row.Form, row.FormVersion, row.Department, row.Period, row.Under, (DivisionLevel)row.Level, row.DueOn, row.Tasks));
    }
}
