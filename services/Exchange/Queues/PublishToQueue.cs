using Dapper;
using Datarun.Exchange.Subscriptions;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Datarun.Exchange.Queues;

/// <summary>
/// Publishes events into departments' queues: CloudEvents in structured JSON, persistent, mandatory, each confirmed before the next of its lane. A full queue
/// refuses, and what it refuses waits in PostgreSQL, so a department that never reads fills nothing and holds up nobody.
/// </summary>
public sealed class PublishToQueue(QueueSettings settings, NpgsqlDataSource database, TimeProvider clock, ILogger<PublishToQueue> log) : IAsyncDisposable
{
    private static readonly TimeSpan LongestConfirm = TimeSpan.FromSeconds(10);
    private static readonly Sent Unreachable = new(false, Error: "The broker cannot be reached.", IsOurs: true);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private IConnection? _connection;

    /// <summary>A channel for one round of a receiver; null where the broker cannot be reached.</summary>
    public async Task<IChannel?> OpenAsync(CancellationToken cancel)
    {
        if (!settings.IsAvailable) return null;
        try
        {
            return await (await ConnectAsync(cancel)).CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancel);
        }
        catch (Exception error) when (IsBrokers(error) && !cancel.IsCancellationRequested)
        {
            log.LogWarning(error, "Departments' queues wait for the broker");
            return null;
        }
    }

    /// <summary>Publishes it once.</summary>
    /// <param name="channel">What <see cref="OpenAsync"/> gave.</param>
    public async Task<Sent> SendAsync(IChannel? channel, Receiver receiver, ToldEvent told, CancellationToken cancel)
    {
        if (channel is null) return Unreachable;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(LongestConfirm);
        var properties = new BasicProperties
        {
            ContentType = $"{CloudEvents.ContentType}; charset=utf-8", MessageId = told.Change.EventId.ToString(), Persistent = true, AppId = "datarun",
            Timestamp = new AmqpTimestamp(clock.GetUtcNow().ToUnixTimeSeconds()),
        };
        try
        {
            await channel.BasicPublishAsync("", receiver.Queue!, mandatory: true, properties, told.Body(), limit.Token);
            return new Sent(true);
        }
        catch (PublishException refused) when (refused.IsReturn)
        {
            await HaveMadeAgainAsync(receiver, cancel);
            return new Sent(false, Error: "The queue is gone; it is made again.", IsOurs: true);
        }
        catch (PublishException)
        {
            return new Sent(false, Error: "The queue is full; deliveries go on when it is read.");
        }
        catch (Exception error) when (IsBrokers(error))
        {
            return Unreachable;
        }
    }

    /// <summary>The broker has lost the queue, with a disk or by somebody's hand.</summary>
    private async Task HaveMadeAgainAsync(Receiver receiver, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE subscription_queue SET ready = false, version = version + 1, next_try_at = @now WHERE subscription_id = @Id AND state = 'PRESENT' AND ready",
            new { receiver.Id, now = clock.GetUtcNow() }, cancellationToken: cancel));
    }

    private async Task<IConnection> ConnectAsync(CancellationToken cancel)
    {
        await _opening.WaitAsync(cancel);
        try
        {
            if (_connection is { IsOpen: true } open) return open;
            if (_connection is not null) await _connection.DisposeAsync();
            _connection = null;
            var (broker, factory) = (settings.Broker, new ConnectionFactory { AutomaticRecoveryEnabled = false, ClientProvidedName = "datarun-deliveries", VirtualHost = settings.VirtualHost });
            var credentials = broker.UserInfo.Split(':', 2);
            (factory.HostName, factory.Port) = (broker.Host, broker.Port > 0 ? broker.Port : AmqpTcpEndpoint.UseDefaultPort);
            (factory.UserName, factory.Password) = (Uri.UnescapeDataString(credentials[0]), Uri.UnescapeDataString(credentials.ElementAtOrDefault(1) ?? ""));
            (factory.Ssl.Enabled, factory.Ssl.ServerName) = (broker.Scheme is "amqps" or "rabbitmqs", broker.Host);
            factory.RequestedConnectionTimeout = factory.ContinuationTimeout = LongestConfirm;
            return _connection = await factory.CreateConnectionAsync(cancel);
        }
        finally
        {
            _opening.Release();
        }
    }

    private static bool IsBrokers(Exception error) =>
        error is BrokerUnreachableException or OperationInterruptedException or RabbitMQClientException or IOException or OperationCanceledException or TimeoutException or ObjectDisposedException;

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _opening.Dispose();
    }
}
