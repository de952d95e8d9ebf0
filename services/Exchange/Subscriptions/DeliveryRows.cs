namespace Datarun.Exchange.Subscriptions;

/// <summary>The last number of a consumer's feed. Whoever appends holds this row, so numbers follow the order of commits.</summary>
public sealed class FeedCounter
{
    public required string Consumer { get; init; }
    public required long Last { get; init; }
}

/// <summary>An event that one subscription's receiver did not take at once, or that waits behind such a one. All others are in a <c>delivery_run</c>, and in one of the two only.</summary>
public sealed class Delivery
{
    public required Guid SubscriptionId { get; init; }
    public required long Sequence { get; init; }
    public required string Element { get; init; }
    public required string Unit { get; init; }

    /// <summary>PENDING, DELIVERED, or DEAD: given up after 72 hours.</summary>
    public required string State { get; init; }
    public required int Attempts { get; init; }
    public DateTimeOffset? FirstAttemptAt { get; init; }
    public DateTimeOffset? DeliveredAt { get; init; }
    public int? LastStatus { get; init; }
    public string? LastError { get; init; }
}

/// <summary>
/// What keeps order after a failure: whatever else is to be told of that element and unit waits in its lane until what failed was taken or given up. The
/// lane is there as long as something is pending in it.
/// </summary>
public sealed class DeliveryLane
{
    public required Guid SubscriptionId { get; init; }
    public required string Element { get; init; }
    public required string Unit { get; init; }

    /// <summary>Due from then on.</summary>
    public required DateTimeOffset NextTryAt { get; init; }
    public required int Attempts { get; init; }
}
