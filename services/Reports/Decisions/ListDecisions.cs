using Dapper;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Decisions;

public static class ListDecisions
{
    /// <summary>Decisions of admission on record, refusals too, the oldest first. A department sees its own, a sharing authority and an auditor those of their area.</summary>
    /// <param name="form">Only those on this form.</param>
    /// <param name="department">Only those of this department.</param>
    /// <param name="appeal">Only those with an appeal that is PENDING (overdue ones too) or DECIDED.</param>
    public static async Task<Page<DecisionView>> HandleAsync(
        string? form, string? department, string? appeal, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, TimeProvider clock,
        HttpContext context, CancellationToken cancel)
    {
        if (appeal is not (null or "PENDING" or "DECIDED")) throw CommonProblems.ParameterInvalid.At("?appeal", "PENDING | DECIDED").AsException();
        var after = page.AfterId() ?? Guid.Empty;
        var area = caller.Is(Role.SHARING_AUTHORITY) || caller.Is(Role.AUDITOR) ? caller.Oversight : null;
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<DecisionRow>(new CommandDefinition(
            $"""
            {DecisionRow.Select}
            WHERE d.id > @after AND (@form IS NULL OR d.form = @form) AND (@department IS NULL OR d.department = @department)
                AND (@appeal IS NULL OR (a.decision IS NOT NULL AND (a.outcome IS NULL) = (@appeal = 'PENDING')))
                AND (d.department = @Unit OR starts_with(d.area, @area))
            ORDER BY d.id LIMIT @limit
            """, new { after, form, department, appeal, caller.Unit, area, limit = page.Size + 1 }, cancellationToken: cancel));
        var (today, chinese) = (clock.Today(), Language.IsChinese(context));
        return page.Of(rows.Select(r => r.View(today, chinese)).ToList(), d => [d.Id.ToString()]);
    }
}
