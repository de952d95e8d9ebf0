using System.Collections.Concurrent;

namespace Datarun.ServiceDefaults.Bus;

/// <summary>The bus of the local host: an event counts as delivered only when every reaction to it has finished.</summary>
public sealed class InProcessBus : IEventTransport
{
    private readonly ConcurrentBag<ReactionRunner> _runners = [];

    /// <summary>Adds a service's reaction; done for all services before the first relay starts.</summary>
    public void Add(ReactionRunner runner) => _runners.Add(runner);

    public Task DeliverAsync(IReadOnlyList<Envelope> events, CancellationToken cancel) =>
        Task.WhenAll(_runners.Select(runner => DeliverAsync(runner, events, cancel)));

    private static async Task DeliverAsync(ReactionRunner runner, IReadOnlyList<Envelope> events, CancellationToken cancel)
    {
        var heard = events.Where(e => e.Type == runner.Reaction.EventName).ToList();
        if (heard.Count > 0) await runner.RunAsync(heard, cancel);
    }
}
