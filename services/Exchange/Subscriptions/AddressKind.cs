using System.Net;
using System.Net.Sockets;

namespace Datarun.Exchange.Subscriptions;

/// <summary>How far an address may be reached.</summary>
public enum AddressKind
{
    /// <summary>On the internet: open.</summary>
    PUBLIC,

    /// <summary>Of a private network, 政务外网 too: opened by its host's name or by itself.</summary>
    PRIVATE,

    /// <summary>This machine, its link, clouds' metadata, reserved, embedded in another: opened by itself only, never by a name, as whoever keeps a name can point it anywhere.</summary>
    LOCAL,

    /// <summary>No single machine's: never opened.</summary>
    NEVER,
}

/// <summary>Tells the kind of an address (IANA's registries of special-purpose addresses).</summary>
public static class AddressKinds
{
    private static readonly IPNetwork[] Private = Networks("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7");
    private static readonly IPNetwork[] Never = Networks("0.0.0.0/32", "224.0.0.0/4", "255.255.255.255/32", "::/128", "ff00::/8");

    // The last is where one cloud answers its machines' questions about themselves; 100.100.100.200 is another's.
    private static readonly IPNetwork[] Local = Networks(
        "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "3fff::/20", "100.100.100.200/32", "168.63.129.16/32");

    private static readonly IPNetwork Internet6 = IPNetwork.Parse("2000::/3");

    /// <summary>The kind of an address; one that carries an IPv4 address in it is no more open than that.</summary>
    public static AddressKind Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return Of(address.MapToIPv4());
        if (Embedded(address) is { } inner) return Of(inner) is var kind && kind == AddressKind.PRIVATE ? AddressKind.LOCAL : kind;
        if (Holds(Never, address)) return AddressKind.NEVER;
        if (Holds(Local, address)) return AddressKind.LOCAL;
        if (Holds(Private, address)) return AddressKind.PRIVATE;
        return address.AddressFamily == AddressFamily.InterNetwork || Internet6.Contains(address) ? AddressKind.PUBLIC : AddressKind.LOCAL;
    }

    /// <summary>The IPv4 address in an IPv6 one: NAT64 (64:ff9b::/96), 6to4 (2002::/16), ISATAP (…:5efe:a.b.c.d).</summary>
    private static IPAddress? Embedded(IPAddress address) => address.AddressFamily != AddressFamily.InterNetworkV6 ? null : address.GetAddressBytes() switch
    {
        [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, .. var last] => new IPAddress(last),
        [0x20, 0x02, var a, var b, var c, var d, ..] => new IPAddress([a, b, c, d]),
        [_, _, _, _, _, _, _, _, 0x00 or 0x02, 0x00, 0x5e, 0xfe, .. var last] => new IPAddress(last),
        _ => null,
    };

    private static bool Holds(IPNetwork[] networks, IPAddress address) => Array.Exists(networks, n => n.Contains(address));

    private static IPNetwork[] Networks(params string[] texts) => Array.ConvertAll(texts, IPNetwork.Parse);
}
