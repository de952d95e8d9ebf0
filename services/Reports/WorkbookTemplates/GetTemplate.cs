using Datarun.Reports.Spreadsheets;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.WorkbookTemplates;

public static class GetTemplate
{
    /// <summary>A department's own workbook: its sheets, placeholders and mapping.</summary>
    public static async Task<Results<Ok<TemplateView>, Refused>> HandleAsync(string code, Caller caller, NpgsqlDataSource database, HttpContext context, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (await Template.OfCallerAsync(code, caller, connection, cancel) is not { } template) return TemplateProblems.TemplateUnknown.Refuse();
        ETags.Give(context, template.Version);
        return TypedResults.Ok(template.View(ReadSheets.Of(template.File)));
    }
}
