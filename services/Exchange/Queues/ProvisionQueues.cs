using Dapper;
using Datarun.Exchange.Subscriptions;
using Datarun.ServiceDefaults.Hosting;
using Npgsql;

namespace Datarun.Exchange.Queues;

/// <summary>
/// Makes the broker have what <see cref="SubscriptionQueue"/> wants: each row until its version is applied. Killed between any two steps it does them again,
/// and each step done twice is done once. One instance at a time.
/// </summary>
public sealed class ProvisionQueues(
    NpgsqlDataSource database, ManageBroker broker, QueueSettings settings, TimeProvider clock, IConfiguration configuration, ILogger<ProvisionQueues> log) : BackgroundService
{
    private const int AtOnce = 50;
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => !settings.IsAvailable ? Task.CompletedTask : Periodically.RunAsync(
        TimeSpan.FromSeconds(configuration.GetValue("Queues:Seconds", 0.5)), clock, LookAsync, error => log.LogWarning(error, "Queues are provided later"), stoppingToken);

    private async Task LookAsync(CancellationToken cancel)
    {
        await using var guard = await database.OpenConnectionAsync(cancel);
        await using var alone = await guard.BeginTransactionAsync(cancel);
        if (!await guard.ExecuteScalarAsync<bool>(new CommandDefinition("SELECT pg_try_advisory_xact_lock(hashtext('subscription_queue'))", cancellationToken: cancel))) return;
        await using var connection = await database.OpenConnectionAsync(cancel); // Its own, so that no row is locked while the broker is waited for.
        var open = (await connection.QueryAsync<Row>(new CommandDefinition(
            "SELECT subscription_id, name, state, password_hash, renewed, version FROM subscription_queue WHERE applied < version AND next_try_at <= @now ORDER BY next_try_at LIMIT @AtOnce",
            new { now = clock.GetUtcNow(), AtOnce }, cancellationToken: cancel))).AsList();
        var isPrepared = false;
        foreach (var queue in open)
        {
            try
            {
                if (!isPrepared) await broker.PrepareAsync(cancel);
                isPrepared = true;
                await (queue.State == "PRESENT" ? MakeAsync(queue, connection, cancel) : RemoveAsync(queue, connection, cancel));
            }
            catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
            {
                log.LogWarning(error, "Queue {Queue} is provided later", queue.Name);
                await connection.ExecuteAsync(new CommandDefinition(
                    "UPDATE subscription_queue SET next_try_at = @again WHERE subscription_id = @SubscriptionId AND version = @Version",
                    new { queue.SubscriptionId, queue.Version, again = clock.GetUtcNow() + AgainAfter }, cancellationToken: cancel));
                if (!isPrepared) return; // The broker is not there at all.
            }
        }
    }

    private async Task MakeAsync(Row queue, NpgsqlConnection connection, CancellationToken cancel)
    {
        await broker.MakeAsync(queue.Name, queue.PasswordHash, queue.Renewed, cancel);
        await connection.ExecuteAsync(new CommandDefinition(
            $"""
            UPDATE subscription_queue SET applied = @Version, ready = true, renewed = false WHERE subscription_id = @SubscriptionId AND version = @Version AND state = 'PRESENT';
            NOTIFY {FanOut.Channel}
            """, queue, cancellationToken: cancel));
    }

    private async Task RemoveAsync(Row queue, NpgsqlConnection connection, CancellationToken cancel)
    {
        await broker.RemoveAsync(queue.Name, cancel);
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM subscription_queue WHERE subscription_id = @SubscriptionId AND version = @Version AND state = 'ABSENT'", queue, cancellationToken: cancel));
    }

    private sealed record Row
    {
        public Guid SubscriptionId { get; init; }
        public string Name { get; init; } = "";
        public string State { get; init; } = "";
        public string? PasswordHash { get; init; }
        public bool Renewed { get; init; }
        public int Version { get; init; }
    }
}
