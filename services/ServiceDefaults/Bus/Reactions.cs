using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;
using MassTransit;

namespace Datarun.ServiceDefaults.Bus;

/// <summary>What a service does when events of one type arrive: a few at a time, in one transaction, set-based.</summary>
/// <param name="events">New events in order; none that this reaction has handled before.</param>
/// <param name="work">The transaction; what is published here is sent only if it commits.</param>
/// <param name="services">The scope of this run.</param>
/// <param name="cancel">Ends the run; nothing of it is kept then.</param>
public delegate Task React<in TEvent>(IReadOnlyList<TEvent> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    where TEvent : IEvent;

/// <summary>A registered reaction. Every one has retry, inbox and error queue, because there is no other way to register one.</summary>
/// <param name="Name">Stable name, <c>service.verb-noun</c>: its queue and its inbox key. Never rename one that has run.</param>
/// <param name="EventName">The event that it reacts to.</param>
/// <param name="Run">The reaction, for events of that type.</param>
/// <param name="Connect">Joins it to a queue of the broker.</param>
public sealed record Reaction(
    string Name, string EventName, Func<IReadOnlyList<IEvent>, UnitOfWork, IServiceProvider, CancellationToken, Task> Run,
    Action<IReceiveEndpointConfigurator, ReactionRunner> Connect);

/// <summary>The list of a service's reactions, filled in its Program.cs.</summary>
public sealed class Reactions(string service)
{
    private readonly List<Reaction> _all = [];

    /// <summary>All reactions in the order of registration.</summary>
    public IReadOnlyList<Reaction> All => _all;

    /// <summary>Registers a reaction to one type of event.</summary>
    /// <param name="name">Short stable name; the service's name is put before it.</param>
    /// <param name="react">What to do.</param>
    public Reactions On<TEvent>(string name, React<TEvent> react) where TEvent : class, IEvent
    {
        var full = $"{service}.{name}";
        if (_all.Exists(r => r.Name == full)) throw new InvalidOperationException($"Two reactions are called {full}.");
        _all.Add(new Reaction(full, Events.Named(typeof(TEvent).Name).Name,
            (events, work, services, cancel) => react(events.Cast<TEvent>().ToList(), work, services, cancel),
            RabbitMqBus.Connect<TEvent>));
        return this;
    }
}
