using Dapper;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Validation;

public static class ReadValidationRules
{
    /// <summary>A rule across forms.</summary>
    public static async Task<Results<Ok<DepartmentRule>, Refused>> GetAsync(string code, NpgsqlDataSource database, HttpContext context, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<DepartmentRuleRow>(new CommandDefinition(
            $"{DepartmentRuleRow.Select} WHERE code = @code", new { code }, cancellationToken: cancel));
        if (row is null) return ValidationProblems.RuleUnknown.Refuse();
        ETags.Give(context, row.Version);
        return TypedResults.Ok(row.View);
    }

    /// <summary>The rules across forms, by code: whoever is checked by them may read them.</summary>
    public static async Task<Page<DepartmentRule>> ListAsync([AsParameters] PageQuery page, NpgsqlDataSource database, CancellationToken cancel)
    {
        var after = page.Keys(1)?[0] ?? "";
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<DepartmentRuleRow>(new CommandDefinition(
            $"{DepartmentRuleRow.Select} WHERE code > @after ORDER BY code LIMIT @limit", new { after, limit = page.Size + 1 }, cancellationToken: cancel));
        return page.Of(rows.Select(r => r.View).ToList(), r => [r.Code]);
    }
}
