using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace Datarun.ServiceDefaults.Hosting;

/// <summary>The name of this service: its path, its scope, its database, the prefix of its queues.</summary>
/// <param name="Name">identity, rosters, exchange, reports or accountability.</param>
public sealed record ServiceName(string Name);

/// <summary>
/// Where the services listen: configuration <c>Services:{name}</c>, either <c>http://rosters:8080</c> or a Unix socket as
/// <c>http://unix:/run/rosters.sock</c>. Everybody calls <c>http://{name}:8080</c>; the connection goes where the configuration says.
/// </summary>
public sealed class ServiceAddresses(IConfiguration configuration)
{
    private const string Unix = "http://unix:";
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(200);

    /// <summary>The address by which a service is called.</summary>
    public Uri BaseOf(string service) => new($"http://{service}:8080/");

    /// <summary>A handler whose connections reach the services by their names; other hosts are reached as usual.</summary>
    public SocketsHttpHandler CreateHandler() => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        // Chinese in a header (X-Purpose) passes as the UTF-8 bytes that came in.
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectCallback = async (context, cancel) => await ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancel),
    };

    private async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancel)
    {
        var address = configuration[$"Services:{host}"];
        if (address?.StartsWith(Unix, StringComparison.Ordinal) == true)
        {
            return await ConnectLocallyAsync(new UnixDomainSocketEndPoint(address[Unix.Length..]), cancel);
        }
        var (to, at) = address is not null && Uri.TryCreate(address, UriKind.Absolute, out var uri) ? (uri.Host, uri.Port) : (host, port);
        return await OpenAsync(new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, s => s.ConnectAsync(to, at, cancel));
    }

    /// <summary>
    /// TCP knocks again by itself where the queue of a listener is full; a Unix socket refuses at once (EAGAIN), although the service is well and only has many callers
    /// at the same moment. So it is knocked at again, until the caller's own patience ends.
    /// </summary>
    private static async ValueTask<Stream> ConnectLocallyAsync(UnixDomainSocketEndPoint to, CancellationToken cancel)
    {
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                return await OpenAsync(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), s => s.ConnectAsync(to, cancel));
            }
            catch (SocketException full) when (full.SocketErrorCode == SocketError.WouldBlock)
            {
                await Task.Delay(wait * (0.5 + Random.Shared.NextDouble()), cancel); // Not all of them at once again.
            }
        }
    }

    private static async ValueTask<Stream> OpenAsync(Socket socket, Func<Socket, ValueTask> connect)
    {
        try
        {
            await connect(socket);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
