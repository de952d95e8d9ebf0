namespace Datarun.ServiceDefaults.Bus;

/// <summary>How events leave a service: to a broker, or straight to the reactions in the same process.</summary>
public interface IEventTransport
{
    /// <summary>
    /// Hands the events on, in order for each key. Returns when each is safe: confirmed by the broker, or handled by every
    /// reaction in the process. Throws when one is not; then all are tried again, and the inboxes drop what they know.
    /// </summary>
    Task DeliverAsync(IReadOnlyList<Envelope> events, CancellationToken cancel);
}
