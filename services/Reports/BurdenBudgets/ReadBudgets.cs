using Dapper;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Reports.BurdenBudgets;

/// <summary>Reads the decisions that may matter, in one statement.</summary>
internal static class ReadBudgets
{
    /// <summary>Those for units of a level in a place and in all places above and below it, and those for a department.</summary>
    public static async Task<Budgets> OfAsync(
        Place? place, DivisionLevel level, string? department, Rules rules, NpgsqlConnection connection, CancellationToken cancel) => new(
        [
            .. (await connection.QueryAsync<BudgetRow>(new CommandDefinition(
                $"""
                SELECT {BudgetRow.Columns} FROM burden_budget_now
                WHERE (level = @level AND (scope = ANY(@over) OR (scope >= @Low AND scope < @High))) OR (level = 0 AND scope = @department)
                """,
                new
                {
                    level = (short)level, over = place is null ? [] : TightestUnit.Over(place.Code).ToArray(), place?.Low, place?.High, department,
                }, cancellationToken: cancel))).Select(r => r.Decision),
        ], rules);
}
