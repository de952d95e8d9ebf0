using System.Net.WebSockets;
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

    private static Uri SocketOf(World world) => new UriBuilder(world.Address) { Scheme = "ws", Path = "/api/rosters/v1/live" }.Uri;

    private static async Task EchoSocket(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[100];
        var heard = await socket.ReceiveAsync(buffer, context.RequestAborted);
        await socket.SendAsync(buffer.AsMemory(0, heard.Count), heard.MessageType, heard.EndOfMessage, context.RequestAborted);
    }
}
