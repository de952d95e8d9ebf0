using Dapper;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.DuplicateReports;

public static class GetDuplicateReport
{
    /// <summary>A report of a duplicate ask and what was decided. Whoever made it reads it by its id.</summary>
    public static async Task<Results<Ok<DuplicateReport>, Refused>> HandleAsync(Guid id, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<DuplicateReportRow>(new CommandDefinition(
            $"{DuplicateReportRow.Select} WHERE id = @id", new { id }, cancellationToken: cancel));
        return row?.IsFor(caller) == true ? TypedResults.Ok(row.View) : DuplicateReportProblems.ReportUnknown.Refuse();
    }
}
