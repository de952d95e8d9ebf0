using System.Collections.Concurrent;
using System.Net.Mime;
using System.Text;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;

namespace Datarun.Tests.Platform.Subscriptions;

/// <summary>A receiver as a department would write it, of public packages only: StandardWebhooks verifies, CloudNative.CloudEvents reads.</summary>
public sealed class PublicReceiver : IAsyncDisposable
{
    private static readonly JsonEventFormatter Format = new();
    private readonly WebApplication _app;
    private string _secret;

    private PublicReceiver(WebApplication app, string secret) => (_app, _secret) = (app, secret);

    /// <summary>What it knows; changing it is the receiver's half of a rotation.</summary>
    public string Secret { set => Volatile.Write(ref _secret, value); }

    /// <summary>What it took.</summary>
    public ConcurrentQueue<CloudEvent> Taken { get; } = new();

    /// <summary>Why it refused what it refused.</summary>
    public ConcurrentQueue<string> Refused { get; } = new();

    /// <summary>The last delivery as it came over the wire.</summary>
    public (string Body, IReadOnlyDictionary<string, string> Headers) Last { get; private set; }

    public string Url => _app.Urls.First() + "/events";

    public static async Task<PublicReceiver> StartAsync(string secret)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new PublicReceiver(builder.Build(), secret);
        receiver._app.MapPost("/events", receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        Last = (body, request.Headers.Where(h => h.Key.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase)).ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.Ordinal));
        try
        {
            new StandardWebhook(Volatile.Read(ref _secret)).Verify(body, request.Headers);
        }
        catch (WebhookVerificationException refused)
        {
            Refused.Enqueue(refused.Message);
            return Results.StatusCode(401);
        }
        var told = Format.DecodeStructuredModeMessage(Encoding.UTF8.GetBytes(body), new ContentType(request.ContentType!), extensionAttributes: null);
        Taken.Enqueue(told.Validate());
        return Results.NoContent();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
