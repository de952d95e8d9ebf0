using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Datarun.Exchange.Subscriptions;

/// <summary>What came of sending one event.</summary>
/// <param name="IsTaken">The receiver has it.</param>
/// <param name="Status">The HTTP status that it answered; null where there was no answer.</param>
/// <param name="Error">Why it was not taken, in words of our own.</param>
/// <param name="IsOurs">The receiver is not to blame: nothing is held against it, and it is tried again soon.</param>
public readonly record struct Sent(bool IsTaken, int? Status = null, string? Error = null, bool IsOurs = false);

/// <summary>
/// Posts an event to an address. Redirects are not followed, and of an answer only status and headers are read, both bounded in size and time. Nothing
/// of it is kept, nor what an error says of addresses: what a host answers that only an administrator could open must not become readable by
/// subscribing to it.
/// </summary>
public sealed class PostWebhook(DeliveryAddress address, TimeProvider clock, IConfiguration configuration) : IDisposable
{
    private static readonly string ContentType = $"{CloudEvents.ContentType}; charset=utf-8";
    private readonly TimeSpan _longestAnswer = TimeSpan.FromSeconds(configuration.GetValue("Deliveries:AnswerSeconds", 10.0));
    private readonly HttpMessageInvoker _http = Client(address, TimeSpan.FromSeconds(configuration.GetValue("Deliveries:AnswerSeconds", 10.0)));

    /// <summary>Posts it once.</summary>
    /// <param name="limit">This lane's own: it ends the wait for an answer, and is used again for the next.</param>
    public async Task<Sent> SendAsync(WebhookTarget? target, ToldEvent told, CancellationTokenSource limit)
    {
        if (target is null) return new Sent(false, Error: "The address is not taken any more; put the subscription again.");
        var (body, id, timestamp) = (told.Body(), told.Change.EventId.ToString(), clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        limit.CancelAfter(_longestAnswer);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
            request.Headers.TryAddWithoutValidation("webhook-id", id);
            request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp);
            request.Headers.TryAddWithoutValidation("webhook-signature", SignDelivery.Of(target.Keys, id, timestamp, body));
            using var response = await _http.SendAsync(request, limit.Token);
            return new Sent(response.IsSuccessStatusCode, (int)response.StatusCode, response.IsSuccessStatusCode ? null : $"HTTP {(int)response.StatusCode}");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            return new Sent(false, Error: Say(error));
        }
    }

    private static string Say(Exception error) => error switch
    {
        OperationCanceledException => "No answer in time.",
        { InnerException: AddressClosedException } => "The address is private, local or reserved, and no administrator has opened it.",
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } } => "The name is not known.",
        { InnerException: AuthenticationException } => "The TLS handshake failed; is the certificate valid for this name?",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "No connection.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "The answer's headers are too large.",
        _ => "The connection broke off.",
    };

    // As many connections to a host as its receivers have lanes: a bound here would let a hanging receiver hold up another behind the same host.
    private static HttpMessageInvoker Client(DeliveryAddress address, TimeSpan longestAnswer) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectCallback = address.ConnectAsync, ConnectTimeout = longestAnswer,
        MaxResponseDrainSize = 4 << 10, ResponseDrainTimeout = TimeSpan.FromSeconds(1), MaxResponseHeadersLength = 16, PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ActivityHeadersPropagator = null, // Receivers are none of our traces, and so nothing is traced.
    });

    public void Dispose() => _http.Dispose();
}

/// <summary>An address and what to sign with, read once for many events.</summary>
/// <param name="Keys">See <see cref="SignDelivery"/>.</param>
public sealed record WebhookTarget(Uri Url, IReadOnlyList<byte[]> Keys)
{
    /// <summary>Null where the address is not taken any more.</summary>
    public static WebhookTarget? Of(Receiver receiver) => receiver is { Url: { } text, Secret: { } secret } && DeliveryUrl.Read(text) is { } url
        ? new WebhookTarget(url.Url, receiver.PreviousSecret is { } previous ? [SignDelivery.Key(secret), SignDelivery.Key(previous)] : [SignDelivery.Key(secret)])
        : null;
}
