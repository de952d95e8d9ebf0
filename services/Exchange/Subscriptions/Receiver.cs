namespace Datarun.Exchange.Subscriptions;

/// <summary>A receiver as the sender needs it.</summary>
public sealed record Receiver
{
    public Guid Id { get; init; }
    public string Subscriber { get; init; } = "";

    /// <summary>See <see cref="Subscription.Department"/>.</summary>
    public bool Department { get; init; }

    /// <summary>Where to, and what to sign with; null where there is a queue.</summary>
    public string? Url { get; init; }
    public string? Secret { get; init; }
    public string? PreviousSecret { get; init; }

    /// <summary>The queue that it goes into; null where there is an address.</summary>
    public string? Queue { get; init; }
    public int Failures { get; init; }
}
