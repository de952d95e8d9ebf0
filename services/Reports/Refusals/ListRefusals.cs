using Dapper;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Refusals;

public static class ListRefusals
{
    /// <summary>Refusals of a unit and of everything below it, newest last. A department sees those of its own forms.</summary>
    /// <param name="unit">The unit, with everything below it.</param>
    public static async Task<Page<Refusal>> HandleAsync(
        string unit, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        var (place, department) = SeenPlace.Of(unit, caller);
        var after = page.AfterId() ?? Guid.Empty;
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<RefusalRow>(new CommandDefinition(
            $"""
            {RefusalRow.Select} WHERE unit >= @Low AND unit < @High AND id > @after AND (@department IS NULL OR department = @department)
            ORDER BY id LIMIT @limit
            """, new { place.Low, place.High, after, department, limit = page.Size + 1 }, cancellationToken: cancel));
        return page.Of(rows.Select(r => r.View).ToList(), r => [r.Id.ToString()]);
    }
}
