using Dapper;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Rosters.Secondments;

/// <summary>
/// Looks once a minute (<c>Deadlines:Seconds</c>) for secondments whose last day has passed without a return: on record and told, once for each last day. Row, step
/// and event are one transaction, so whenever the process dies it is told by whoever looks next, and never twice.
/// </summary>
public sealed class WatchSecondments(IServiceScopeFactory scopes, Rules rules, TimeProvider clock, IConfiguration configuration, ILogger<WatchSecondments> log) : BackgroundService
{
    private const int Batch = 500;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Periodically.RunAsync(
        TimeSpan.FromSeconds(configuration.GetValue("Deadlines:Seconds", 60.0)), clock,
        async cancel =>
        {
            while (await LookAsync(cancel)) { }
        },
        error => log.LogWarning(error, "Secondments are looked at later"), stoppingToken);

    /// <summary>Looks once; answers whether there may be more. Several may look at the same time: rows that one has are left to it.</summary>
    public async Task<bool> LookAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        await work.BeginAsync(cancel);
        var found = await FindAsync(work, rules, clock.GetUtcNow(), cancel);
        await work.CommitAsync(cancel);
        return found == Batch;
    }

    /// <summary>Finds and tells those that are due at the moment, in a transaction that has begun; answers how many.</summary>
    internal static async Task<int> FindAsync(UnitOfWork work, Rules rules, DateTimeOffset now, CancellationToken cancel)
    {
        var overdue = (await work.Connection.QueryAsync<Secondment>(new CommandDefinition(
            $"""
            UPDATE secondment s SET told_of = s.until_on, version = s.version + 1
            FROM (SELECT id FROM secondment WHERE returned_on IS NULL AND told_of IS DISTINCT FROM until_on AND until_on < @today
                ORDER BY until_on, id LIMIT @Batch FOR UPDATE SKIP LOCKED) due
            WHERE s.id = due.id RETURNING {Secondment.Columns}
            """, new { today = ChinaDay.Of(now), Batch }, cancellationToken: cancel))).OrderBy(s => s.Id).ToList();
        await TellSecondments.OverstayedAsync(work, overdue, rules, now, cancel);
        return overdue.Count;
    }
}
