using Datarun.Gateway.Configuration;
using Datarun.ServiceDefaults.Hosting;

namespace Datarun.Gateway.Pages;

/// <summary>Asks a service for one of its open pages: health and descriptions.</summary>
public sealed class ServicePages(ServiceAddresses addresses, IConfiguration configuration, OcelotPath file) : IDisposable
{
    private readonly HttpClient client = new(addresses.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan }; // Whoever asks says how long.

    /// <summary>The services of this deployment: those under Services in the configuration, else the hosts of <c>ocelot.json</c>.</summary>
    public IReadOnlyList<string> Names { get; } = configuration.GetSection("Services").GetChildren().Select(child => child.Key).ToArray() is { Length: > 0 } named
        ? named
        : [.. ReadOcelotFile.From(File.ReadAllText(file.FullName)).Routes.SelectMany(route => route.DownstreamHostAndPorts).Select(to => to.Host).Distinct(StringComparer.Ordinal)];

    public Task<HttpResponseMessage> Get(string service, string path, CancellationToken cancel) =>
        client.GetAsync(new Uri(addresses.BaseOf(service), path), cancel);

    public void Dispose() => client.Dispose();
}
