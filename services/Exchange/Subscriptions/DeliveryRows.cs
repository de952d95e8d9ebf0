namespace Datarun.Exchange.Subscriptions;

/// <summary>An event of one consumer's feed. Consecutive numbers, kept, replayable.</summary>
public sealed class FeedEntry
{
    public required string Consumer { get; init; }
    public required long Sequence { get; init; }

    /// <summary>The same for everybody who is told of the same change; receivers know a repetition by it.</summary>
    public required Guid EventId { get; init; }
    public required string Type { get; init; }
    public required string Element { get; init; }
    public required string Unit { get; init; }
    public required string Period { get; init; }

    /// <summary>The version of the value that the consumer got to know.</summary>
    public required int Version { get; init; }
    public required string Data { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>The last number of a consumer's feed. Whoever appends holds this row, so numbers follow the order of commits.</summary>
public sealed class FeedCounter
{
    public required string Consumer { get; init; }
    public required long Last { get; init; }
}

/// <summary>An event on its way to one subscription.</summary>
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
/// What keeps order: all that is pending for one element and unit of a subscription goes through its lane, one worker at a time. The
/// lane is there as long as something is pending.
/// </summary>
public sealed class DeliveryLane
{
    public required Guid SubscriptionId { get; init; }
    public required string Element { get; init; }
    public required string Unit { get; init; }

    /// <summary>Due from then on; a worker that takes it moves this ahead, which is its lease.</summary>
    public required DateTimeOffset NextTryAt { get; init; }

    /// <summary>Grows with every new event, so that a worker that found the lane empty does not remove it under a new one.</summary>
    public required int Touched { get; init; }
    public required int Attempts { get; init; }

    /// <summary>The number of the sender (<see cref="SenderSession"/>) that has it in hand; null where nobody has.</summary>
    public int? Holder { get; init; }
}
