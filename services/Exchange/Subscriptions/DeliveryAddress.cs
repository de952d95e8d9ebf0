using System.Net;
using System.Net.Sockets;

namespace Datarun.Exchange.Subscriptions;

/// <summary>
/// Where deliveries may go: only to public addresses, so that nobody can make this service call what stands beside it (SSRF).
/// Loopback only where <c>Deliveries:AllowLoopback</c> is set, as the local host does. Checked when a subscription is put and
/// again at every connection, because a name may mean another address by then (DNS rebinding).
/// </summary>
public sealed class DeliveryAddress(IConfiguration configuration)
{
    private static readonly TimeSpan LongestLookup = TimeSpan.FromSeconds(2);
    private static readonly IPNetwork[] Closed =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3",
            "::/128", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "2001::/32", "100::/64",
        }.Select(IPNetwork.Parse),
    ];

    private bool AllowsLoopback => configuration.GetValue("Deliveries:AllowLoopback", false);

    /// <summary>Whether it is an absolute http or https address without a user name in it.</summary>
    public static bool IsWellFormed(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 && uri.UserInfo.Length == 0;

    /// <summary>Whether a connection to the address may be made.</summary>
    public static bool Allows(IPAddress address, bool allowsLoopback)
    {
        var real = Embedded(address) ?? address;
        return IPAddress.IsLoopback(real) ? allowsLoopback : !Array.Exists(Closed, network => network.Contains(real));
    }

    /// <summary>False where the host is, or its name now means, an address that is closed. A name that is not known yet may pass: the connection decides.</summary>
    public async Task<bool> MayBeReachedAsync(Uri url, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(LongestLookup);
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(url.DnsSafeHost, limit.Token);
            return Array.TrueForAll(addresses, a => Allows(a, AllowsLoopback));
        }
        catch (Exception error) when (error is SocketException or ArgumentException || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return true;
        }
    }

    /// <summary>Connects to the first allowed address of the host; throws where there is none.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var allowed = (await Dns.GetHostAddressesAsync(host, cancel)).Where(a => Allows(a, AllowsLoopback)).ToArray();
        if (allowed.Length == 0) throw new HttpRequestException("The address is private, local or unknown.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The IPv4 address that an IPv6 one stands for: mapped, NAT64 (64:ff9b::/96) or 6to4 (2002::/16).</summary>
    private static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return null;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (bytes is [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, ..]) return new IPAddress(bytes.AsSpan(12));
        return bytes is [0x20, 0x02, ..] ? new IPAddress(bytes.AsSpan(2, 4)) : null;
    }
}
