using Datarun.Exchange.Queues;

namespace Datarun.Exchange.Subscriptions;

/// <summary>A subscription as it is read; the secret is never shown.</summary>
/// <param name="Url">Where to; null where the way is a queue.</param>
/// <param name="Queue">The queue; null where the way is an address.</param>
/// <param name="Failures">Deliveries that have failed since the last that did not.</param>
/// <param name="PausedUntil">When the receiver is tried again.</param>
public sealed record SubscriptionView(
    string Id, string Subscriber, IReadOnlyList<string> Elements, string Under, string? Url, QueueView? Queue, SubscriptionState State, int Failures,
    DateTimeOffset? PausedUntil, string? LastError, DateTimeOffset? LastDeliveredAt, int Version, DateTimeOffset ChangedAt)
{
    public static SubscriptionView Of(Subscription s, QueueView? queue) => new(
        s.Name, s.Subscriber, s.Elements, s.Under, s.Url, queue, s.State, s.Failures, s.PausedUntil, s.LastError, s.LastDeliveredAt, s.Version, s.ChangedAt);
}
