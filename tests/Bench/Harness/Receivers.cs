using System.Diagnostics;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Datarun.Bench.Harness;

/// <summary>
/// Receivers of webhooks in the bench itself, each on a port of its own, so that no two share connections: they read a body to its end,
/// note when, and answer 204.
/// </summary>
internal sealed class Receivers : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WebApplication _app;
    private readonly Channel<long>[] _received;
    private readonly bool[] _down;

    private Receivers(WebApplication app, int count) =>
        (_app, _down, _received) = (app, new bool[count], [.. Enumerable.Range(0, count).Select(_ => Channel.CreateUnbounded<long>())]);

    public IReadOnlyList<Uri> Addresses { get; private set; } = [];

    /// <summary>The last body that came: what the floor posts.</summary>
    public byte[] LastBody { get; private set; } = [];

    public static async Task<Receivers> StartAsync(int count)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            for (var i = 0; i < count; i++) kestrel.Listen(IPAddress.Loopback, 0);
        });
        var receivers = new Receivers(builder.Build(), count);
        receivers._app.Run(receivers.ReceiveAsync);
        await receivers._app.StartAsync();
        receivers.Addresses = [.. receivers._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select((a, i) => new Uri($"{a}/{i}"))];
        return receivers;
    }

    /// <summary>How many have come to a receiver that nobody has taken yet.</summary>
    public int Count(int receiver) => _received[receiver].Reader.Count;

    /// <summary>Waits for so many; when each came, by the monotonic clock. One too many fails the benchmark.</summary>
    public async Task<IReadOnlyList<long>> TakeAsync(int receiver, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        var taken = new List<long>(count);
        try
        {
            while (taken.Count < count) taken.Add(await _received[receiver].Reader.ReadAsync(patience.Token));
        }
        catch (OperationCanceledException)
        {
            throw new BenchmarkFailed($"{taken.Count} of {count} bodies had come {Patience.TotalMinutes} minutes later");
        }
        return Count(receiver) == 0 ? taken : throw new BenchmarkFailed($"{Count(receiver)} bodies came that nobody waits for");
    }

    /// <summary>Has one of them answer 503, or take what comes again.</summary>
    public void Down(int receiver, bool isDown) => Volatile.Write(ref _down[receiver], isDown);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        var receiver = int.Parse(context.Request.Path.Value.AsSpan(1));
        var body = new byte[(int)(context.Request.ContentLength ?? throw new BenchmarkFailed("a body without length"))];
        await context.Request.Body.ReadExactlyAsync(body);
        if (Volatile.Read(ref _down[receiver]))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        LastBody = body;
        _received[receiver].Writer.TryWrite(Stopwatch.GetTimestamp());
    }
}
