namespace Datarun.Contracts;

/// <summary>A client was ended: it gets no token any more, and what was set up for it alone has to go.</summary>
/// <param name="Client">Its id.</param>
/// <param name="Unit">The unit that it acted for.</param>
/// <param name="Registration">The id of its registration: a client registered anew under the same id has another one.</param>
public sealed record ClientEnded(string Client, string Unit, string? Registration = null) : IEvent
{
    public string OrderKey => Client;
}
