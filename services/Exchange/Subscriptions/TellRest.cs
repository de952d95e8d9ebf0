using Dapper;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Exchange.Subscriptions;

/// <summary>
/// Goes on with what grants that were taken up again had missed, a part in each transaction, until they are told all of it. Several may do so at the same
/// time: a grant that one has is left to it.
/// </summary>
public sealed class TellRest(NpgsqlDataSource database, TimeProvider clock, ILogger<TellRest> log) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Periodically.RunAsync(
        Poll, clock,
        async cancel =>
        {
            while (await StepAsync(cancel)) { }
        },
        error => log.LogWarning(error, "What was missed is told later"), stoppingToken);

    private async Task<bool> StepAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var grant = await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
            "SELECT id FROM sharing_grant WHERE state = 'ACTIVE' AND missed_after IS NOT NULL ORDER BY changed_at LIMIT 1 FOR UPDATE SKIP LOCKED", cancellationToken: cancel));
        if (grant is not { } id) return false;
        await TellMissed.OfGrantAsync(connection, id, clock.Today(), clock.GetUtcNow(), cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }
}
