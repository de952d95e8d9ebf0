using System.Diagnostics;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Reports.RollUps;

/// <summary>
/// Folds what was written, so that readers seldom have to. It rests nine times as long as it worked: while filings pour in, a township's
/// figures are made anew once for very many of them.
/// </summary>
public sealed class KeepRollUps(NpgsqlDataSource database, TimeProvider clock, ILogger<KeepRollUps> log) : BackgroundService
{
    private const int RestForWork = 9;
    private static readonly TimeSpan LeastRest = TimeSpan.FromSeconds(1), LongestRest = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                await FoldRollUps.AllAsync(database, clock.Today(), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception error)
            {
                log.LogWarning(error, "Roll-ups are folded later; whoever reads one folds it first");
            }
            var rest = Stopwatch.GetElapsedTime(started) * RestForWork;
            rest = rest < LeastRest ? LeastRest : rest > LongestRest ? LongestRest : rest;
            await Task.Delay(rest, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
