using System.Globalization;
using Dapper;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Npgsql;

namespace Datarun.Reports.BurdenBudgets;

public static class ListBudgets
{
    /// <summary>
    /// Every decision on a budget in every version, for all to see: by what it is for, then by the day from which it holds, oldest version first.
    /// </summary>
    /// <param name="under">Only those for this place and for places below it, with the departments there.</param>
    public static async Task<Page<BudgetDecision>> HandleAsync(string? under, [AsParameters] PageQuery page, NpgsqlDataSource database, CancellationToken cancel)
    {
        var place = under is null ? null : Place.Read(under) ?? throw CommonProblems.ParameterInvalid.At("?under", RightForm.Of(nameof(DivisionCode))).AsException();
        var keys = page.Keys(5) ?? ["", "0", "", "0001-01-01", "0"];
        if (!short.TryParse(keys[1], CultureInfo.InvariantCulture, out var level) || !DateOnly.TryParseExact(keys[3], "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
            || !int.TryParse(keys[4], CultureInfo.InvariantCulture, out var version)) throw CommonProblems.CursorInvalid.At("?after").AsException();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<BudgetRow>(new CommandDefinition(
            $"""
            SELECT {BudgetRow.Columns} FROM burden_budget
            WHERE (@Low::text IS NULL OR (scope >= @Low AND scope < @High) OR scope = @Code) AND (scope, level, authority, valid_from, version) > (@scope, @level, @authority, @from, @version)
            ORDER BY scope, level, authority, valid_from, version LIMIT @limit
            """, new { place?.Low, place?.High, place?.Code, scope = keys[0], level, authority = keys[2], from, version, limit = page.Size + 1 }, cancellationToken: cancel));
        return page.Of(rows.Select(r => r.Decision).ToList(), d =>
        [
            d.Scope, d.LevelNumber.ToString(CultureInfo.InvariantCulture), d.Authority, d.ValidFrom.ToString("O", CultureInfo.InvariantCulture),
            d.Version.ToString(CultureInfo.InvariantCulture),
        ]);
    }
}
