using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Datarun.Tests.Gateway;

public sealed class ConnectionTests
{
    private static readonly string Guarded = World.Routes(World.Route(World.Token));

    [Fact]
    public async Task A_web_socket_needs_a_token_like_everything_else()
    {
        await using var world = await World.Of(Guarded, ("rosters", EchoSocket));
        using var stranger = new ClientWebSocket();
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => stranger.ConnectAsync(SocketOf(world), default));
        Assert.Contains("401", refused.Message, StringComparison.Ordinal);

        using var known = new ClientWebSocket();
        known.Options.SetRequestHeader("Authorization", $"Bearer {world.TokenFor("civil")}");
        await known.ConnectAsync(SocketOf(world), default);
        await known.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, default);
        var heard = new byte[5];
        await known.ReceiveAsync(heard, default);
        Assert.Equal("hello"u8.ToArray(), heard);
        known.Abort();
    }

    [Fact]
    public async Task A_service_on_a_unix_socket_is_reached_by_its_name()
    {
        var socket = Path.Combine(Directory.CreateTempSubdirectory("sock").FullName, "r.sock");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket));
        await using var service = builder.Build();
        service.Run(World.Echo);
        await service.StartAsync();

        await using var world = await World.At(World.Routes(World.Route("")), $"--Services:rosters=http://unix:{socket}");
        Assert.Equal("rosters:8080", (await (await world.Get("/api/rosters/v1/x")).IsEchoed()).Headers["Host"]);
    }

    [Fact]
    public async Task A_service_with_more_callers_at_a_moment_than_its_queue_holds_is_knocked_at_again()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("sock").FullName, "r.sock");
        using var service = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        service.Bind(new UnixDomainSocketEndPoint(path));
        service.Listen(1);
        var others = FillQueueOf(path);
        await using var world = await World.At(World.Routes(World.Route("")), $"--Services:rosters=http://unix:{path}");

        var asked = world.Get("/api/rosters/v1/x");
        Assert.NotSame(asked, await Task.WhenAny(asked, Task.Delay(200)));
        others.ForEach(other => other.Dispose());
        var served = ServeAsync(service, keepAlive: false);
        Assert.Equal("ok", await (await asked).Content.ReadAsStringAsync());
        await served;
    }

    [Fact]
    public async Task A_read_that_meets_a_connection_which_the_service_is_just_closing_is_sent_again_on_a_new_one()
    {
        using var service = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        service.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        service.Listen();
        await using var world = await World.At(World.Routes(World.Route("")), $"--Services:rosters=http://{service.LocalEndPoint}");
        for (var i = 0; i < 5; i++)
        {
            // The first answer keeps the connection open; then the second request comes, and the service closes without a word.
            var served = ServeAsync(service, keepAlive: true);
            Assert.Equal("ok", await (await world.Get("/api/rosters/v1/x")).Content.ReadAsStringAsync());
            var asked = world.Get("/api/rosters/v1/x");
            await served;
            served = ServeAsync(service, keepAlive: false);
            Assert.Equal("ok", await (await asked).Content.ReadAsStringAsync());
            await served;
        }
    }

    /// <summary>Connects until the queue of the listener is full.</summary>
    private static List<Socket> FillQueueOf(string path)
    {
        var others = new List<Socket>();
        try
        {
            while (others.Count < 100)
            {
                others.Add(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false });
                others[^1].Connect(new UnixDomainSocketEndPoint(path));
            }
        }
        catch (SocketException full) when (full.SocketErrorCode == SocketError.WouldBlock)
        {
            return others;
        }

        throw new InvalidOperationException("The queue does not fill.");
    }

    /// <summary>Answers the first that asks something; one that is kept alive is closed at its next request, without an answer.</summary>
    private static async Task ServeAsync(Socket service, bool keepAlive)
    {
        var buffer = new byte[10000];
        while (true)
        {
            using var caller = await service.AcceptAsync();
            if (await caller.ReceiveAsync(buffer) == 0)
            {
                continue;
            }

            await caller.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{(keepAlive ? "" : "Connection: close\r\n")}\r\nok"));
            if (keepAlive)
            {
                await caller.ReceiveAsync(buffer);
            }

            return;
        }
    }

    private static Uri SocketOf(World world) => new UriBuilder(world.Address) { Scheme = "ws", Path = "/api/rosters/v1/live" }.Uri;

    private static async Task EchoSocket(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[100];
        var heard = await socket.ReceiveAsync(buffer, context.RequestAborted);
        await socket.SendAsync(buffer.AsMemory(0, heard.Count), heard.MessageType, heard.EndOfMessage, context.RequestAborted);
    }
}
