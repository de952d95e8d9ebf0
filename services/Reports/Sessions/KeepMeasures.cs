using Datarun.ServiceDefaults.Hosting;
using Npgsql;

namespace Datarun.Reports.Sessions;

/// <summary>Settles sessions that are over, every few seconds.</summary>
public sealed class KeepMeasures(NpgsqlDataSource database, TimeProvider clock, ILogger<KeepMeasures> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Periodically.RunAsync(
        Every, clock, cancel => SettleSessions.AllAsync(database, clock.GetUtcNow(), cancel), error => log.LogWarning(error, "Measured minutes are settled later"), stoppingToken);
}
