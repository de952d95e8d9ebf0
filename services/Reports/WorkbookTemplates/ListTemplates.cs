using Dapper;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.WorkbookTemplates;

public static class ListTemplates
{
    /// <summary>A template without what is in it.</summary>
    /// <param name="EndedAt">When the department ended it; null while it is in use.</param>
    public sealed record Line(string Code, int Version, string Department, string Form, DateTimeOffset KeptAt, DateTimeOffset? EndedAt);

    /// <summary>The department's own workbooks by code, each in its newest version; for a place, those of its bodies too.</summary>
    /// <param name="form">Only those for this form.</param>
    public static async Task<Page<Line>> HandleAsync(string? form, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        var after = page.Keys(1)?[0] ?? "";
        await using var connection = await database.OpenConnectionAsync(cancel);
        var lines = (await connection.QueryAsync<Line>(new CommandDefinition(
            """
            SELECT DISTINCT ON (code) code, version, department, form, kept_at, ended_at FROM workbook_template
            WHERE code > @after AND (@form::text IS NULL OR form = @form)
                AND (@IsAdministrator OR department = @Unit OR (@Unit ~ '^[0-9]+$' AND starts_with(department, @Unit)))
            ORDER BY code, version DESC LIMIT @limit
            """, new { after, form, caller.IsAdministrator, caller.Unit, limit = page.Size + 1 }, cancellationToken: cancel))).AsList();
        return page.Of(lines, l => [l.Code]);
    }
}
