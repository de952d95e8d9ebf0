using Dapper;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.DuplicateReports;

public static class ListDuplicateReports
{
    /// <summary>
    /// Reports of duplicate asks, in no order that says when they came. The authority sees all of its area; departments of the area see those by
    /// which nobody can guess who made them.
    /// </summary>
    /// <param name="form">Only those about this form.</param>
    /// <param name="state">OPEN, CONFIRMED or DISMISSED.</param>
    public static async Task<Page<DuplicateReport>> HandleAsync(
        string? form, string? state, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        if (state is not (null or "OPEN" or "CONFIRMED" or "DISMISSED")) throw CommonProblems.ParameterInvalid.At("?state", "OPEN | CONFIRMED | DISMISSED").AsException();
        var after = page.AfterId() ?? Guid.Empty;
        var (all, area) = (caller.Is(Role.SHARING_AUTHORITY), caller.IsAdministrator ? "" : caller.Area);
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<DuplicateReportRow>(new CommandDefinition(
            $"""
            {DuplicateReportRow.Select}
            WHERE id > @after AND (@form IS NULL OR form = @form) AND (@state IS NULL OR state = @state)
                AND CASE WHEN @all THEN starts_with(area, @area) ELSE shown AND area = @area END
            ORDER BY id LIMIT @limit
            """, new { after, form, state, all, area, limit = page.Size + 1 }, cancellationToken: cancel));
        return page.Of(rows.Select(r => r.View).ToList(), r => [r.Id.ToString()]);
    }
}
