using Dapper;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.ExtensionRequests;

public static class ListExtensionRequests
{
    /// <summary>What a unit and everything below it asked for more time for, newest last. A department sees those about its own forms.</summary>
    /// <param name="unit">The unit, with everything below it.</param>
    /// <param name="state">Only those in this state, such as OPEN.</param>
    public static async Task<Page<ExtensionRequest>> HandleAsync(
        string unit, ExtensionState? state, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        var (place, department) = SeenPlace.Of(unit, caller);
        var after = page.AfterId() ?? Guid.Empty;
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<ExtensionRequestRow>(new CommandDefinition(
            $"""
            {ExtensionRequestRow.Select}
            WHERE q.unit >= @Low AND q.unit < @High AND q.id > @after AND (@department IS NULL OR r.department = @department) AND (@state IS NULL OR q.state = @state)
            ORDER BY q.id LIMIT @limit
            """, new { place.Low, place.High, after, department, state = state?.ToString(), limit = page.Size + 1 }, cancellationToken: cancel));
        return page.Of(rows.Select(r => r.View).ToList(), q => [q.Id.ToString()]);
    }
}
