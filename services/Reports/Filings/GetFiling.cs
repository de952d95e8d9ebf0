using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Filings;

public static class GetFiling
{
    /// <summary>A filing with its versions, for those concerned: the unit, the places above it, and the department that asked.</summary>
    public static async Task<Results<Ok<FilingView>, Refused>> HandleAsync(Guid id, Caller caller, Catalogue catalogue, AskedForms forms, NpgsqlDataSource database, HttpContext context, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<FilingRow>(new CommandDefinition(
            $"{FilingRow.Select} WHERE f.id = @id", new { id }, cancellationToken: cancel));
        if (row is null) return ReportsProblems.FilingUnknown.Refuse();
        if (!caller.Covers(row.Department)) caller.MustCover(row.Unit);
        ETags.Give(context, row.Version);
        var versions = await forms.ReadAsync([(row.Form, row.FormVersion)], await catalogue.ReadAsync(connection, cancel), connection, cancel);
        return TypedResults.Ok(row.View(versions[(row.Form, row.FormVersion)]));
    }
}
