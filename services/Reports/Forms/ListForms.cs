using Dapper;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Npgsql;

namespace Datarun.Reports.Forms;

public static class ListForms
{
    /// <summary>The admitted forms by code.</summary>
    /// <param name="department">Only those of this department.</param>
    /// <param name="q">Words in code or title, Chinese included.</param>
    public static async Task<Page<FormView>> HandleAsync(
        string? department, string? q, [AsParameters] PageQuery page, NpgsqlDataSource database, HttpContext context, CancellationToken cancel)
    {
        var after = page.Keys(1)?[0] ?? "";
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<FormRow>(new CommandDefinition(
            $"""
            {FormRow.Select}
            WHERE f.code > @after AND (@department IS NULL OR f.department = @department)
                AND (@q IS NULL OR position(lower(@q) IN lower(f.title)) > 0 OR position(lower(@q) IN lower(f.code)) > 0)
            ORDER BY f.code LIMIT @limit
            """, new { after, department, q, limit = page.Size + 1 }, cancellationToken: cancel));
        var chinese = Language.IsChinese(context);
        return page.Of(rows.Select(r => FormView.Of(r, chinese)).ToList(), f => [f.Code]);
    }
}
