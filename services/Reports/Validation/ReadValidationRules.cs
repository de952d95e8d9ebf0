using Dapper;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
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

    /// <summary>Takes a rule back; only its department may. Filings that were checked by it stay as they are.</summary>
    public static async Task<Results<NoContent, Refused>> DeleteAsync(string code, Caller caller, UnitOfWork work, CancellationToken cancel)
    {
        var department = await work.Connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT department FROM validation_rule WHERE code = @code", new { code }, cancellationToken: cancel));
        if (department is null) return ValidationProblems.RuleUnknown.Refuse();
        caller.MustCover(department);
        await work.Connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM validation_rule WHERE code = @code; UPDATE catalogue SET stamp = stamp + 1", new { code }, cancellationToken: cancel));
        return TypedResults.NoContent();
    }
}
