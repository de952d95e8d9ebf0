using System.Text.Json.Serialization;

namespace Datarun.Gateway.Configuration;

/// <summary>
/// <c>ocelot.json</c> in Ocelot's own schema, as far as the YARP engine keeps its promises.
/// An option that does not stand here is refused at start, by name: an option silently ignored would be a lie.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record OcelotFile
{
    public IReadOnlyList<OcelotRoute> Routes { get; init; } = [];

    public OcelotGlobal GlobalConfiguration { get; init; } = new();
}

/// <summary>What holds for every route that does not say otherwise. BaseUrl is read by Ocelot itself only.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record OcelotGlobal
{
    public string? BaseUrl { get; init; }

    public OcelotRateLimit? RateLimitOptions { get; init; }
}

/// <summary>One route: what comes in (Upstream…), where it goes (Downstream…), and under which bounds.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record OcelotRoute
{
    public string? Key { get; init; }

    public string UpstreamPathTemplate { get; init; } = "";

    public IReadOnlyList<string> UpstreamHttpMethod { get; init; } = [];

    public IReadOnlyDictionary<string, string> UpstreamHeaderTransform { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public bool RouteIsCaseSensitive { get; init; }

    /// <summary>Higher wins; among equals the one that stands first in the file.</summary>
    public int Priority { get; init; } = 1;

    public string DownstreamPathTemplate { get; init; } = "";

    public string DownstreamScheme { get; init; } = "http";

    public IReadOnlyList<OcelotHostAndPort> DownstreamHostAndPorts { get; init; } = [];

    public OcelotLoadBalancer? LoadBalancerOptions { get; init; }

    public OcelotAuthentication? AuthenticationOptions { get; init; }

    public IReadOnlyDictionary<string, string> RouteClaimsRequirement { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public OcelotRateLimit? RateLimitOptions { get; init; }

    public OcelotQoS? QoSOptions { get; init; }

    /// <summary>Ocelot's own place for extensions. Known here: MaxBodyBytes.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record OcelotHostAndPort
{
    public string Host { get; init; } = "";

    public int Port { get; init; }
}

/// <summary>Type: NoLoadBalancer (always the first), RoundRobin or LeastConnection.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record OcelotLoadBalancer
{
    public string Type { get; init; } = "";
}

/// <summary>A token is asked for, and one of the scopes if any are named.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record OcelotAuthentication
{
    public string? AuthenticationProviderKey { get; init; }

    public IReadOnlyList<string> AuthenticationProviderKeys { get; init; } = [];

    public IReadOnlyList<string> AllowedScopes { get; init; } = [];
}

/// <summary>At most Limit requests of one client in one Period ("1s", "5m", "1h", "1d").</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record OcelotRateLimit
{
    public bool EnableRateLimiting { get; init; } = true;

    public IReadOnlyList<string> ClientWhitelist { get; init; } = [];

    public string Period { get; init; } = "1s";

    public int Limit { get; init; }
}

/// <summary>All times in milliseconds; 0 means that this guard is off. Ocelot 24.1 renamed all three and takes both names.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record OcelotQoS
{
    public int ExceptionsAllowedBeforeBreaking { get; init; }

    public int DurationOfBreak { get; init; }

    public int TimeoutValue { get; init; }

    public int MinimumThroughput { get; init; }

    public int BreakDuration { get; init; }

    public int Timeout { get; init; }

    /// <summary>As in Ocelot, an old name that is given wins.</summary>
    internal OcelotQoS InOldNames() => this with
    {
        ExceptionsAllowedBeforeBreaking = ExceptionsAllowedBeforeBreaking > 0 ? ExceptionsAllowedBeforeBreaking : MinimumThroughput,
        DurationOfBreak = DurationOfBreak > 0 ? DurationOfBreak : BreakDuration,
        TimeoutValue = TimeoutValue > 0 ? TimeoutValue : Timeout,
    };
}
