using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Forms;

public static class GetForm
{
    /// <summary>An admitted form with its admission.</summary>
    public static async Task<Results<Ok<FormView>, Refused>> HandleAsync(string code, NpgsqlDataSource database, HttpContext context, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (await FormRow.FindAsync(code, connection, cancel) is not { } row) return ReportsProblems.FormUnknown.Refuse();
        ETags.Give(context, row.Version);
        return TypedResults.Ok(FormView.Of(row, Language.IsChinese(context)));
    }
}
