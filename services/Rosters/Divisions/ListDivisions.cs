using Dapper;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Npgsql;

namespace Datarun.Rosters.Divisions;

internal static class ListDivisions
{
    /// <summary>Places in the order of their codes.</summary>
    /// <param name="under">Only this place and everything below it.</param>
    /// <param name="level">Only places of this level.</param>
    /// <param name="page">Which page.</param>
    public static async Task<Page<DivisionAnswer>> HandleAsync(
        DivisionCode? under, DivisionLevel? level, [AsParameters] PageQuery page, NpgsqlDataSource data, CancellationToken cancel)
    {
        if (level is { } given && !Enum.IsDefined(given)) throw CommonProblems.ParameterInvalid.At("?level", string.Join('|', Enum.GetNames<DivisionLevel>())).AsException();
        var after = page.Keys(1)?[0];
        await using var connection = await data.OpenConnectionAsync(cancel);
        // Conditions that are not asked for are left out: the planner then sees the one range or level that an index can serve.
        var rows = await connection.QueryAsync<DivisionAnswer.Row>(new CommandDefinition(
            $"""
            SELECT {DivisionAnswer.Row.Columns} FROM division
            WHERE true {(under is null ? "" : "AND code >= @from AND code < @end")} {(level is null ? "" : "AND level = @level")} {(after is null ? "" : "AND code > @after")}
            ORDER BY code LIMIT @limit
            """,
            new { from = under?.ToString(), end = under?.RangeEnd, level = level?.ToString(), after, limit = page.Size + 1 }, cancellationToken: cancel));
        return page.Of(rows.Select(DivisionAnswer.Of).ToList(), d => [d.Code]);
    }
}
