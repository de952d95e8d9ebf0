using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Datarun.Tests.Platform.Contract.Exchange;

/// <summary>A department's own receiver, written from the text of Standard Webhooks: keeps every delivery with its headers and its very bytes.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    public ConcurrentQueue<Delivery> Deliveries { get; } = new();

    /// <summary>The CloudEvents of those that were answered with 200.</summary>
    public IReadOnlyList<JsonNode> Taken => [.. Deliveries.Where(d => d.Status == 200).Select(d => d.Event)];

    public string Url => _app.Urls.First() + "/hook";

    /// <param name="status">What to answer to the n-th delivery, counted from 1.</param>
    public static async Task<Receiver> StartAsync(Func<int, int>? status = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        var count = 0;
        receiver._app.MapPost("/hook", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            var answer = status?.Invoke(Interlocked.Increment(ref count)) ?? 200;
            receiver.Deliveries.Enqueue(new Delivery(
                request.Headers["webhook-id"].ToString(), request.Headers["webhook-timestamp"].ToString(), request.Headers["webhook-signature"].ToString(),
                request.ContentType ?? "", body.ToArray(), answer));
            return Results.StatusCode(answer);
        });
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until it holds.</summary>
    public async Task UntilAsync(Func<Receiver, bool> holds)
    {
        var until = DateTime.UtcNow.AddSeconds(60);
        while (!holds(this))
        {
            if (DateTime.UtcNow > until) Assert.Fail("did not come; received: " + string.Join('\n', Deliveries.Select(d => $"{d.Status} {Encoding.UTF8.GetString(d.Body)}")));
            await Task.Delay(25);
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>One delivery.</summary>
    public sealed record Delivery(string Id, string Timestamp, string Signature, string ContentType, byte[] Body, int Status)
    {
        public JsonNode Event { get; } = JsonNode.Parse(Body)!;

        /// <summary>As the standard says: base64 of HMAC-SHA256 of "id.timestamp.body" under the secret's bytes.</summary>
        public bool IsSignedWith(string secret)
        {
            var signed = Encoding.UTF8.GetBytes($"{Id}.{Timestamp}.").Concat(Body).ToArray();
            var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed));
            return Signature.Split(' ').Contains(expected, StringComparer.Ordinal);
        }
    }
}
