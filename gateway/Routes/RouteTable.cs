using Datarun.Gateway.Configuration;
using Datarun.Gateway.Forwarding;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Datarun.Gateway.Routes;

/// <summary>
/// The routes of <c>ocelot.json</c> as endpoints. At start a wrong file stops the gateway;
/// later the last good one stays, and the log says what is wrong with the new one.
/// </summary>
public sealed class RouteTable : EndpointDataSource, IDisposable
{
    private readonly string path;
    private readonly ForwardRequest forward;
    private readonly TimeProvider clock;
    private readonly ILogger<RouteTable> log;
    private readonly PhysicalFileProvider folder;
    private readonly IDisposable watch;
    private Table current;

    public RouteTable(OcelotPath path, ForwardRequest forward, TimeProvider clock, ILogger<RouteTable> log)
    {
        this.path = path.FullName;
        this.forward = forward;
        this.clock = clock;
        this.log = log;
        folder = new PhysicalFileProvider(Path.GetDirectoryName(this.path)!);
        current = Read();
        watch = ChangeToken.OnChange(() => folder.Watch(Path.GetFileName(this.path)), Reload);
    }

    public override IReadOnlyList<Endpoint> Endpoints => Volatile.Read(ref current).Endpoints;

    public override IChangeToken GetChangeToken() => new CancellationChangeToken(Volatile.Read(ref current).Replaced.Token);

    public void Dispose()
    {
        watch.Dispose();
        folder.Dispose();
        current.Replaced.Dispose();
    }

    private void Reload()
    {
        try
        {
            var before = Interlocked.Exchange(ref current, Read());
            log.LogInformation("{File} was read again: {Routes} routes", path, current.Endpoints.Length);
            before.Replaced.Cancel();
        }
        catch (Exception wrong) when (wrong is OcelotFileException or IOException or UnauthorizedAccessException)
        {
            log.LogError(wrong, "{File} was changed and cannot be taken, the last good routes stay: {Reason}", path, wrong.Message);
        }
    }

    private Table Read()
    {
        var file = ReadOcelotFile.From(File.ReadAllText(path));
        return new Table(
            [.. file.Routes
                .OrderByDescending(route => route.Priority)
                .Select((route, rank) => ToEndpoint(TranslateRoute.From(route, file.GlobalConfiguration, clock), rank))],
            new CancellationTokenSource());
    }

    /// <summary>The rank in the file decides, as in Ocelot; the gateway's own pages have rank 0 and so come first.</summary>
    private Endpoint ToEndpoint(GatewayRoute route, int rank)
    {
        try
        {
            var transform = new TransformRequest(route);
            return new RouteEndpointBuilder(
                context => forward.Run(context, route, transform),
                RoutePatternFactory.Parse(route.Upstream.ForMatcher()),
                rank + 1)
            {
                DisplayName = route.Upstream.Text,
                Metadata = { route },
            }.Build();
        }
        catch (RoutePatternException wrong)
        {
            throw new OcelotFileException($"ocelot.json, route \"{route.Upstream.Text}\": {wrong.Message}", wrong);
        }
    }

    private sealed record Table(Endpoint[] Endpoints, CancellationTokenSource Replaced);
}

