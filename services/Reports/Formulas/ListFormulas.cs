using Dapper;
using Datarun.ServiceDefaults.Http;
using Npgsql;

namespace Datarun.Reports.Formulas;

public static class ListFormulas
{
    /// <summary>The formulas, by element.</summary>
    /// <param name="ledger">Only those that read this ledger.</param>
    public static async Task<Page<FormulaView>> HandleAsync(string? ledger, [AsParameters] PageQuery page, NpgsqlDataSource database, CancellationToken cancel)
    {
        var after = page.Keys(1)?[0] ?? "";
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<FormulaRow>(new CommandDefinition(
            $"SELECT {FormulaRow.Columns} FROM formula f WHERE f.code > @after AND (@ledger IS NULL OR @ledger = ANY(f.ledgers)) ORDER BY f.code LIMIT @limit",
            new { after, ledger, limit = page.Size + 1 }, cancellationToken: cancel));
        return page.Of(rows.Select(FormulaView.Of).ToList(), f => [f.Element]);
    }
}
