using Dapper;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Formulas;

public static class GetFormula
{
    /// <summary>How an element is derived, with the version as ETag.</summary>
    public static async Task<Results<Ok<FormulaView>, Refused>> HandleAsync(string element, NpgsqlDataSource database, HttpContext context, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<FormulaRow>(new CommandDefinition(
            $"SELECT {FormulaRow.Columns} FROM formula f WHERE f.code = @element", new { element }, cancellationToken: cancel));
        if (row is null) return FormulaProblems.FormulaUnknown.Refuse();
        ETags.Give(context, row.Version);
        return TypedResults.Ok(FormulaView.Of(row));
    }
}
