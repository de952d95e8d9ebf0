namespace Datarun.Exchange.Subscriptions;

/// <summary>Whether events are sent.</summary>
public enum SubscriptionState
{
    ACTIVE,

    /// <summary>The receiver answered 410 Gone; put it again to go on.</summary>
    DISABLED,
}

/// <summary>A body's wish to be sent what changes in some elements of an area.</summary>
public sealed class Subscription
{
    public required Guid Id { get; init; }
    public required string Subscriber { get; init; }

    /// <summary>The id that the subscriber chose; its own only.</summary>
    public required string Name { get; init; }
    public required string[] Elements { get; set; }
    public required string Under { get; set; }
    public required string UnitFrom { get; set; }
    public required string UnitTo { get; set; }

    /// <summary>Where to; null where the way is a queue.</summary>
    public string? Url { get; set; }

    /// <summary>Delivered into a queue of the subscriber's own (<see cref="Queues.SubscriptionQueue"/>).</summary>
    public bool Queue { get; set; }

    /// <summary>What deliveries are signed with. Never answered and never logged; protect the database as you protect it. Null where the way is a queue.</summary>
    public string? Secret { get; set; }

    /// <summary>The secret before, with which deliveries are signed as well until <see cref="PreviousSecretUntil"/>, so that a receiver can change keys at any moment in between.</summary>
    public string? PreviousSecret { get; set; }
    public DateTimeOffset? PreviousSecretUntil { get; set; }

    /// <summary>Whether the subscriber was a department when it subscribed: decides what it may read.</summary>
    public required bool Department { get; set; }
    public required SubscriptionState State { get; set; }

    /// <summary>How many deliveries have failed since the last that did not.</summary>
    public int Failures { get; set; }

    /// <summary>Nothing is sent before: the receiver seems to be down.</summary>
    public DateTimeOffset? PausedUntil { get; set; }
    public string? LastError { get; set; }
    public DateTimeOffset? LastDeliveredAt { get; set; }
    public required int Version { get; set; }
    public required DateTimeOffset ChangedAt { get; set; }
}
