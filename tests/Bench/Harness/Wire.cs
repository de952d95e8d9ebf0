using System.Globalization;
using System.Net.Http.Headers;

namespace Datarun.Bench.Harness;

/// <summary>Calls to the gateway that cost the bench little: connections kept, bodies made before, answers read to their end but not parsed.</summary>
internal sealed class Wire(Uri address, string token, int connections, string? purpose = null) : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly AuthenticationHeaderValue _token = new("Bearer", token);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = connections, UseCookies = false, UseProxy = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null,
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
    });

    /// <summary>Reads; answers the milliseconds that the service itself says it took (<c>Server-Timing</c>).</summary>
    public async Task<double> GetAsync(string path) => ServiceMilliseconds(await SendAsync(HttpMethod.Get, path, null, null));

    public Task PutAsync(string path, byte[] json) => SendAsync(HttpMethod.Put, path, new ByteArrayContent(json) { Headers = { ContentType = Json } }, null);

    /// <summary>The bytes of an answer; anything but a 2xx fails the benchmark.</summary>
    public async Task<byte[]> ReadAsync(HttpMethod method, string path, HttpContent? body = null)
    {
        using var kept = new MemoryStream();
        await SendAsync(method, path, body, kept);
        return kept.ToArray();
    }

    private async Task<HttpResponseHeaders> SendAsync(HttpMethod method, string path, HttpContent? body, Stream? into)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path)) { Content = body };
        request.Headers.Authorization = _token;
        if (purpose is not null) request.Headers.Add("X-Purpose", purpose);
        using var response = await _http.SendAsync(request, CancellationToken.None);
        if (!response.IsSuccessStatusCode)
            throw new BenchmarkFailed($"{method} {path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        await response.Content.CopyToAsync(into ?? Stream.Null);
        return response.Headers;
    }

    private static double ServiceMilliseconds(HttpResponseHeaders headers) =>
        headers.TryGetValues("Server-Timing", out var timings) && timings.First() is { } timing && timing.StartsWith("app;dur=", StringComparison.Ordinal)
            ? double.Parse(timing.AsSpan("app;dur=".Length), CultureInfo.InvariantCulture)
            : throw new BenchmarkFailed("The answer has no Server-Timing.");

    public void Dispose() => _http.Dispose();
}
