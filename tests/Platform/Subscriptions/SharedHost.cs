using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Datarun.Tests.Platform.Subscriptions;

/// <summary>Receivers of several departments behind one host, as a government's cloud has them: each behaves as it is told.</summary>
public sealed class SharedHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _ending = new();
    private int _held;
    private readonly ConcurrentDictionary<string, Func<HttpContext, CancellationToken, Task>> _ways = new(StringComparer.Ordinal);

    private SharedHost(WebApplication app) => _app = app;

    /// <summary>What came, in the order in which it was answered for.</summary>
    public ConcurrentQueue<(string To, string Id, JsonNode Event, int Status)> Came { get; } = new();

    /// <summary>How many requests have waited to be answered.</summary>
    public int Held => Volatile.Read(ref _held);

    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>The events that one of them took.</summary>
    public IReadOnlyList<(string To, string Id, JsonNode Event, int Status)> TakenBy(string name) => [.. Came.Where(c => c.To == name && c.Status == 200)];

    public static async Task<SharedHost> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var host = new SharedHost(builder.Build());
        host._app.Map("/{name}", host.TakeAsync);
        await host._app.StartAsync();
        return host;
    }

    public string UrlOf(string name) => $"http://127.0.0.1:{Port}/{name}";

    /// <summary>Answers with a status.</summary>
    public void Answers(string name, Func<int> status) => _ways[name] = (context, _) =>
    {
        context.Response.StatusCode = status();
        return Task.CompletedTask;
    };

    /// <summary>Answers each event with a status of its own.</summary>
    public void Answers(string name, Func<JsonNode, int> status) => _ways[name] = (context, _) =>
    {
        context.Response.StatusCode = status((JsonNode)context.Items[nameof(Came)]!);
        return Task.CompletedTask;
    };

    /// <summary>Answers 200 when it is told to, if the sender still listens.</summary>
    public void AnswersWhen(string name, Task told) => _ways[name] = (_, ending) =>
    {
        Interlocked.Increment(ref _held);
        return told.WaitAsync(ending);
    };

    /// <summary>Takes the request and says nothing, ever.</summary>
    public void Hangs(string name) => _ways[name] = (_, ending) => Task.Delay(Timeout.Infinite, ending);

    /// <summary>Answers 200 and then talks without end.</summary>
    public void NeverEnds(string name) => _ways[name] = async (context, ending) =>
    {
        while (!ending.IsCancellationRequested)
        {
            await context.Response.WriteAsync(new string('x', 1000), ending);
            await context.Response.Body.FlushAsync(ending);
            await Task.Delay(20, ending);
        }
    };

    /// <summary>Sends on to another address.</summary>
    public void Redirects(string name, string to) => _ways[name] = (context, _) =>
    {
        context.Response.StatusCode = 307;
        context.Response.Headers.Location = to;
        return Task.CompletedTask;
    };

    /// <summary>Answers with more headers than anybody reads.</summary>
    public void Floods(string name) => _ways[name] = (context, _) =>
    {
        foreach (var i in Enumerable.Range(0, 100)) context.Response.Headers[$"x-{i}"] = new string('x', 1000);
        return Task.CompletedTask;
    };

    private async Task TakeAsync(HttpContext context)
    {
        var name = context.Request.RouteValues["name"]!.ToString()!;
        var told = await JsonNode.ParseAsync(context.Request.Body);
        context.Items[nameof(Came)] = told;
        context.Response.Headers.Connection = "close"; // So that every delivery connects, and is decided on, anew.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token, context.RequestAborted);
        try
        {
            if (_ways.TryGetValue(name, out var way)) await way(context, ending.Token);
            Came.Enqueue((name, context.Request.Headers["webhook-id"].ToString(), told!, context.Response.StatusCode));
        }
        catch (OperationCanceledException)
        {
            Came.Enqueue((name, context.Request.Headers["webhook-id"].ToString(), told!, context.Response.HasStarted ? 200 : 0));
        }
    }

    public async Task UntilAsync(Func<bool> holds)
    {
        var until = DateTime.UtcNow.AddSeconds(90);
        while (!holds())
        {
            if (DateTime.UtcNow > until) Assert.Fail("did not come true; came: " + string.Join('\n', Came.Select(c => $"{c.To} {c.Status} {c.Event.ToJsonString()}")));
            await Task.Delay(25);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _app.DisposeAsync();
        _ending.Dispose();
    }
}
