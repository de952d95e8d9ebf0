using Datarun.Gateway.Configuration;
using Datarun.ServiceDefaults.Hosting;
using Microsoft.Net.Http.Headers;

namespace Datarun.Gateway.Pages;

/// <summary>Asks a service for one of its open pages: health and descriptions.</summary>
public sealed class ServicePages(ServiceAddresses addresses, IConfiguration configuration, OcelotPath file) : IDisposable
{
    private readonly HttpClient client = new(addresses.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan }; // Whoever asks says how long.

    /// <summary>The services of this deployment: those under Services in the configuration, else the hosts of <c>ocelot.json</c>.</summary>
    public IReadOnlyList<string> Names { get; } = configuration.GetSection("Services").GetChildren().Select(child => child.Key).ToArray() is { Length: > 0 } named
        ? named
        : [.. ReadOcelotFile.From(File.ReadAllText(file.FullName)).Routes.SelectMany(route => route.DownstreamHostAndPorts).Select(to => to.Host).Distinct(StringComparer.Ordinal)];

    /// <param name="languages">The reader's <c>Accept-Language</c>; null where the page is nothing to read.</param>
    public async Task<HttpResponseMessage> Get(string service, string path, string? languages, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(addresses.BaseOf(service), path));
        if (!string.IsNullOrEmpty(languages)) request.Headers.TryAddWithoutValidation(HeaderNames.AcceptLanguage, languages);
        return await client.SendAsync(request, cancel);
    }

    public void Dispose() => client.Dispose();
}
