namespace Datarun.Contracts;

/// <summary>A sharing grant was given, suspended or ended.</summary>
/// <param name="GrantId">The grant.</param>
/// <param name="Consumer">The body that may read.</param>
/// <param name="Elements">What it may read.</param>
/// <param name="Under">The area: this place and everything below it.</param>
/// <param name="State">ACTIVE, SUSPENDED, TERMINATED or EXPIRED.</param>
/// <param name="Until">Last day.</param>
/// <param name="Version">Grows with every change; an older one is ignored.</param>
public sealed record GrantChanged(
    Guid GrantId, string Consumer, IReadOnlyList<string> Elements, string Under, string State, DateOnly Until, int Version) : IEvent
{
    public string OrderKey => Consumer;
}
