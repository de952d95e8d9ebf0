using Dapper;
using Datarun.Exchange.Subscriptions;
using Npgsql;

namespace Datarun.Exchange.Queues;

/// <summary>Where the queue of a subscription stands.</summary>
public enum QueueState
{
    /// <summary>The broker is being told; deliveries wait.</summary>
    PREPARING,

    /// <summary>It is as it was asked for.</summary>
    READY,
}

/// <summary>The queue of a subscription as its subscriber sees it.</summary>
/// <param name="Address">Where to connect: AMQP 0-9-1.</param>
/// <param name="User">As whom; it may read this queue and nothing else.</param>
/// <param name="HasPassword">Whether the user can connect yet.</param>
public sealed record QueueView(string Address, string VirtualHost, string Name, string User, bool HasPassword, QueueState State);

/// <summary>
/// What the broker is to have for a subscription: wanted here in the transaction of the change, made so by <see cref="ProvisionQueues"/> afterwards, however
/// often it takes. The row of a queue that is to go stays until it is gone.
/// </summary>
public static class SubscriptionQueue
{
    /// <summary>Wants a queue, with a user that cannot connect until it has a password.</summary>
    public static Task WantAsync(NpgsqlConnection connection, Subscription subscription, string client, DateTimeOffset now, CancellationToken cancel) => connection.ExecuteAsync(new CommandDefinition(
        """
        INSERT INTO subscription_queue AS q (subscription_id, name, state, version, next_try_at, client) VALUES (@Id, @name, 'PRESENT', 1, @now, @client)
        ON CONFLICT (subscription_id) DO UPDATE SET client = excluded.client, state = 'PRESENT', next_try_at = CASE WHEN q.state = 'PRESENT' THEN q.next_try_at ELSE @now END,
            version = CASE WHEN q.state = 'PRESENT' THEN q.version ELSE q.version + 1 END
        """, new { subscription.Id, name = NameOf(subscription), now, client }, cancellationToken: cancel));

    /// <summary>Wants queues gone as of <c>@now</c>: an UPDATE, to be narrowed by AND.</summary>
    public const string Unwant =
        "UPDATE subscription_queue SET state = 'ABSENT', version = version + 1, ready = false, password_hash = NULL, next_try_at = @now WHERE state = 'PRESENT'";

    /// <summary>Wants it gone, with its user and whatever is in it.</summary>
    public static Task UnwantAsync(NpgsqlConnection connection, Guid subscription, DateTimeOffset now, CancellationToken cancel) => connection.ExecuteAsync(new CommandDefinition(
        $"{Unwant} AND subscription_id = @subscription", new { subscription, now }, cancellationToken: cancel));

    /// <summary>The queues of subscriptions, by subscription.</summary>
    public static async Task<IReadOnlyDictionary<Guid, QueueView>> OfAsync(NpgsqlConnection connection, IReadOnlyCollection<Guid> subscriptions, QueueSettings settings, CancellationToken cancel) =>
        (await connection.QueryAsync<(Guid Id, string Name, bool HasPassword, bool Ready)>(new CommandDefinition(
            """
            SELECT subscription_id, name, password_hash IS NOT NULL, ready AND applied = version FROM subscription_queue
            WHERE subscription_id = ANY(@subscriptions) AND state = 'PRESENT'
            """, new { subscriptions = subscriptions.ToArray() }, cancellationToken: cancel)))
        .ToDictionary(q => q.Id, q => new QueueView(settings.Address, settings.VirtualHost, q.Name, q.Name, q.HasPassword, q.Ready ? QueueState.READY : QueueState.PREPARING));

    // The end is the subscription's own and random: one that is made again under the same name never meets what is left of the one before.
    private static string NameOf(Subscription subscription) => $"{subscription.Subscriber}.{subscription.Name}.{subscription.Id.ToString("N")[^12..]}";
}
