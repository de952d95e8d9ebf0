using Dapper;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Reports.Ledgers;

public static class ListLedgers
{
    /// <summary>The ledgers, by code; their schemas are open to everyone, unlike their entries.</summary>
    /// <param name="department">Only those of this department.</param>
    public static async Task<Page<LedgerView>> HandleAsync(
        string? department, [AsParameters] PageQuery page, NpgsqlDataSource database, Rules rules, TimeProvider clock, CancellationToken cancel)
    {
        var after = page.Keys(1)?[0] ?? "";
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<LedgerRow>(new CommandDefinition(
            $"{LedgerRow.Select} WHERE code > @after AND (@department IS NULL OR department = @department) ORDER BY code LIMIT @limit",
            new { after, department, limit = page.Size + 1 }, cancellationToken: cancel));
        var today = clock.Today();
        return page.Of(rows.Select(r => LedgerView.Of(r, rules, today)).ToList(), l => [l.Code]);
    }
}
