using Dapper;
using Datarun.Contracts;
using Npgsql;

namespace Datarun.Identity.Clients;

internal static class ListEndedClients
{
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1); // For clocks, and for tokens from before the lifetime was shortened.

    /// <summary>
    /// Between services only: the registrations of clients that were ended within the lifetime of a token, as the log of events has them, so that their tokens are
    /// refused although they have not expired. Not routed by the gateway.
    /// </summary>
    public static async Task<IReadOnlyList<string>> HandleAsync(NpgsqlDataSource database, IConfiguration configuration, TimeProvider clock, CancellationToken cancel)
    {
        var since = clock.GetUtcNow() - TimeSpan.FromMinutes(configuration.GetValue("Identity:TokenMinutes", 60)) - Margin;
        await using var connection = await database.OpenConnectionAsync(cancel);
        return (await connection.QueryAsync<string>(new CommandDefinition(
            """
            SELECT body::json->>'registration' FROM outbox
            WHERE type = @type AND recorded_on >= @day AND recorded_at >= @since AND body::json->>'registration' IS NOT NULL
            """, new { type = nameof(ClientEnded), since, day = DateOnly.FromDateTime(since.UtcDateTime) }, cancellationToken: cancel))).AsList();
    }
}
