using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Datarun.ServiceDefaults.Hosting;

/// <summary>
/// Once a day: makes the coming months' partitions of outbox and inbox (whoever writes makes one that is missing), drops those older than <c>Bus:KeepMonths</c> (default 36,
/// 政务数据共享条例 第29条: at least three years), and forgets Idempotency-Keys after <c>IdempotencyKeys:KeepDays</c> (default 7).
/// </summary>
internal sealed class Housekeeping(NpgsqlDataSource database, IConfiguration configuration, TimeProvider clock, ILogger<Housekeeping> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(TimeSpan.FromDays(1), clock, KeepHouseAsync, error => log.LogWarning(error, "Housekeeping is put off"), stoppingToken);

    private async Task KeepHouseAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            SELECT ensure_month(parent, (current_date + make_interval(months => ahead))::date)
            FROM unnest(ARRAY['outbox', 'inbox']) AS parent, generate_series(0, 2) AS ahead;
            SELECT drop_months(parent, (current_date - make_interval(months => @months))::date) FROM unnest(ARRAY['outbox', 'inbox']) AS parent;
            DELETE FROM idempotency_key WHERE created_at < now() - make_interval(days => @days);
            """,
            new
            {
                months = configuration.GetValue("Bus:KeepMonths", 36), days = configuration.GetValue("IdempotencyKeys:KeepDays", 7),
            }, cancellationToken: cancel));
    }
}
