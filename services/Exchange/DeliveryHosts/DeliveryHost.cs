namespace Datarun.Exchange.DeliveryHosts;

/// <summary>A host outside of the public internet to which deliveries may go, and who answers for that.</summary>
/// <param name="Host">A name, which opens the private addresses that it means (10/8, 100.64/10, 172.16/12, 192.168/16, fc00::/7), or one address, which opens just that.</param>
/// <param name="Ports">The ports that are open; no others.</param>
/// <param name="Reason">Why.</param>
/// <param name="Until">The last day on which it is open; null without end.</param>
/// <param name="OpenedBy">The unit of the administrator.</param>
/// <param name="Client">The client of the administrator.</param>
public sealed record DeliveryHost(string Host, IReadOnlyList<int> Ports, string Reason, DateOnly? Until, string OpenedBy, string Client, DateTimeOffset OpenedAt, int Version);
