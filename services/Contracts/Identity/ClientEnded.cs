namespace Datarun.Contracts;

/// <summary>A client was ended: it gets no token any more, and what was set up for it alone has to go.</summary>
/// <param name="Client">Its id.</param>
/// <param name="Unit">The unit that it acted for.</param>
public sealed record ClientEnded(string Client, string Unit) : IEvent
{
    public string OrderKey => Client;
}
