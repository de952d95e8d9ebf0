using System.Text.Json;
using Dapper;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Catalogues;

public static class GetReportCatalogue
{
    /// <summary>The list of forms of an area for a year: public to all who have a token, as it is posted in every county.</summary>
    /// <param name="version">An earlier version; the newest without it.</param>
    public static async Task<Results<Ok<ReportCatalogue>, Refused>> HandleAsync(
        string area, int year, int? version, NpgsqlDataSource database, HttpContext context, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (await FindAsync(area, year, version, connection, cancel) is not { } found) return CatalogueProblems.CatalogueUnknown.Refuse();
        ETags.Give(context, found.Version);
        return TypedResults.Ok(found);
    }

    /// <summary>A version of a list, the newest where none is named; null where there is none.</summary>
    internal static async Task<ReportCatalogue?> FindAsync(string area, int year, int? version, NpgsqlConnection connection, CancellationToken cancel)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            """
            SELECT version, items, published_by, published_at FROM report_catalogue
            WHERE area = @area AND year = @year AND (@version IS NULL OR version = @version) ORDER BY version DESC LIMIT 1
            """, new { area, year, version }, cancellationToken: cancel));
        return row is null ? null : new ReportCatalogue(
            area, year, row.Version, JsonSerializer.Deserialize<ReportCatalogueItem[]>(row.Items, Json.Options)!, row.PublishedBy, row.PublishedAt);
    }

    private sealed record Row
    {
        public int Version { get; init; }
        public string Items { get; init; } = "[]";
        public string PublishedBy { get; init; } = "";
        public DateTimeOffset PublishedAt { get; init; }
    }
}
