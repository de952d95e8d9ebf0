using System.Text.Json;
using Dapper;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Catalogues;

public static class PutReportCatalogue
{
    /// <summary>What is published.</summary>
    /// <param name="Items">Every form that may be asked regularly in the year, 1 to 5,000.</param>
    public sealed record Body(IReadOnlyList<ReportCatalogueItem> Items);

    /// <summary>
    /// Publishes the list of forms of an area for a year (报表目录清单), as its same-level authority. From then on a form that is admitted says
    /// whether it is LISTED or ONE_OFF. Published again it is a new version; earlier ones are kept. The same list again changes nothing.
    /// </summary>
    public static async Task<Results<Created<ReportCatalogue>, Ok<ReportCatalogue>, Refused>> HandleAsync(
        string area, int year, Body body, Caller caller, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        var check = CheckReportCatalogue.Of(area, year, body.Items);
        if (!check.Passes) return check.Refused;
        if (!caller.IsAdministrator && caller.Area != area) return CatalogueProblems.NotYourArea.At("?area", area);
        await work.TakeTurnAsync($"report-catalogue/{area}/{year}", cancel);
        var before = await GetReportCatalogue.FindAsync(area, year, null, work.Connection, cancel);
        ETags.Match(context, before?.Version ?? 0);
        var items = JsonSerializer.Serialize(body.Items, Json.Options);
        if (before is not null && JsonSerializer.Serialize(before.Items, Json.Options) == items)
        {
            ETags.Give(context, before.Version);
            return TypedResults.Ok(before);
        }
        var made = new ReportCatalogue(area, year, (before?.Version ?? 0) + 1, body.Items, caller.Unit, clock.GetUtcNow());
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO report_catalogue VALUES (@Area, @Year, @Version, @items::jsonb, @PublishedBy, @PublishedAt);
            DELETE FROM report_catalogue_item WHERE area = @Area AND year = @Year;
            INSERT INTO report_catalogue_item (area, year, department, form, title, frequency)
            SELECT @Area, @Year, department, form, title, frequency
            FROM jsonb_to_recordset(@items::jsonb) AS i(department text, form text, title text, frequency text);
            """, new { made.Area, made.Year, made.Version, items, made.PublishedBy, made.PublishedAt }, cancellationToken: cancel));
        ETags.Give(context, made.Version);
        return before is null ? TypedResults.Created($"/api/reports/v1/report-catalogues/{area}/{year}", made) : TypedResults.Ok(made);
    }
}
