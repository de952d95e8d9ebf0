using System.Net;
using System.Net.Sockets;
using Dapper;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Exchange.Subscriptions;

/// <summary>
/// Where deliveries may go: to public addresses, and to hosts that an administrator has opened, so that nobody can make this service call what
/// stands beside it (SSRF). Loopback without that only where <c>Deliveries:AllowLoopback</c> is set, as the local host does. Decided on the addresses
/// that a name means, when a subscription is put and again for every connection, which then goes to the very address that was decided on: a name that
/// means another one by then (DNS rebinding) gains nothing.
/// </summary>
public sealed class DeliveryAddress(NpgsqlDataSource database, TimeProvider clock, IConfiguration configuration)
{
    private static readonly TimeSpan LongestLookup = TimeSpan.FromSeconds(2);

    private bool AllowsLoopback => configuration.GetValue("Deliveries:AllowLoopback", false);

    /// <summary>False where the host is, or its name now means, an address that is closed. A name that is not known yet may pass: the connection decides.</summary>
    public async Task<bool> MayBeReachedAsync(DeliveryUrl url, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(LongestLookup);
        IPAddress[] addresses;
        try
        {
            addresses = await AddressesAsync(url.Host, limit.Token);
        }
        catch (Exception error) when (error is SocketException or ArgumentException || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return true;
        }
        return (await OpenAsync(url.Host, url.Url.Port, addresses, cancel)).Count == addresses.Length;
    }

    /// <summary>Connects to the first open address of the host; throws <see cref="AddressClosedException"/> where there is none.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host.Trim('[', ']'), context.DnsEndPoint.Port);
        var open = await OpenAsync(host, port, await AddressesAsync(host, cancel), cancel);
        if (open.Count == 0) throw new AddressClosedException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync([.. open], port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // An address is not looked up: the resolver has opinions of its own about some.
    private static async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancel) =>
        IPAddress.TryParse(host, out var address) ? [address] : await Dns.GetHostAddressesAsync(host, cancel);

    private async Task<IReadOnlyList<IPAddress>> OpenAsync(string host, int port, IPAddress[] addresses, CancellationToken cancel)
    {
        var plain = Array.ConvertAll(addresses, a => a.IsIPv4MappedToIPv6 ? a.MapToIPv4() : a);
        if (Array.TrueForAll(plain, IsOpen)) return plain;
        await using var connection = await database.OpenConnectionAsync(cancel);
        var opened = (await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT host FROM delivery_host WHERE (host = @host OR host = ANY(@texts)) AND @port = ANY(ports) AND (until IS NULL OR until >= @today)",
            new { host, texts = Array.ConvertAll(plain, a => a.ToString()), port, today = clock.Today() }, cancellationToken: cancel))).ToHashSet(StringComparer.Ordinal);
        return Array.FindAll(plain, a => IsOpen(a) || AddressKinds.Of(a) switch
        {
            AddressKind.PRIVATE => opened.Contains(a.ToString()) || opened.Contains(host),
            AddressKind.LOCAL => opened.Contains(a.ToString()),
            _ => false,
        });
    }

    private bool IsOpen(IPAddress address) => AddressKinds.Of(address) == AddressKind.PUBLIC || (AllowsLoopback && IPAddress.IsLoopback(address));
}

/// <summary>The address is private, local or reserved, and no administrator has opened it.</summary>
public sealed class AddressClosedException() : IOException("The address is private, local or reserved.");
