using Dapper;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.StandingNils;

public static class ListStandingNils
{
    /// <summary>Standing nil declarations of a unit and of everything below it, ended ones too. A department sees those for its own forms.</summary>
    /// <param name="unit">The unit, with everything below it.</param>
    public static async Task<Page<StandingNil>> HandleAsync(
        string unit, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        var (place, department) = SeenPlace.Of(unit, caller);
        var keys = page.Keys(2) ?? ["", Guid.Empty.ToString()];
        var id = PageQuery.IdOf(keys[1]);
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<StandingNilRow>(new CommandDefinition(
            $"""
            {StandingNilRow.Select}
            WHERE unit >= @Low AND unit < @High AND (unit, id) > (@after, @id)
                AND (@department IS NULL OR EXISTS (SELECT FROM form f WHERE f.code = standing_nil_now.form AND f.department = @department))
            ORDER BY unit, id LIMIT @limit
            """, new { place.Low, place.High, after = keys[0], id, department, limit = page.Size + 1 }, cancellationToken: cancel));
        return page.Of(rows.Select(r => r.View).ToList(), s => [s.Unit, s.Id.ToString()]);
    }
}
