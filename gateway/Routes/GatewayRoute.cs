using System.Collections.Frozen;
using Datarun.Gateway.Forwarding;
using Datarun.Gateway.Limits;

namespace Datarun.Gateway.Routes;

/// <summary>One route of <c>ocelot.json</c>, worked out once so that a request only has to look at it.</summary>
public sealed record GatewayRoute
{
    public required PathTemplate Upstream { get; init; }

    public required PathTemplate Downstream { get; init; }

    /// <summary>Null takes every method.</summary>
    public FrozenSet<string>? Methods { get; init; }

    public bool CaseSensitive { get; init; }

    public required Destinations Destinations { get; init; }

    public bool NeedsToken { get; init; }

    public string[] AllowedScopes { get; init; } = [];

    public KeyValuePair<string, string>[] RequiredClaims { get; init; } = [];

    public KeyValuePair<string, string>[] AddedHeaders { get; init; } = [];

    public RateLimit? RateLimit { get; init; }

    public required long MaxBodyBytes { get; init; }

    public required TimeSpan Timeout { get; init; }

    public Circuit? Circuit { get; init; }

    /// <summary>The same path on both sides is passed on as it came, without a look inside.</summary>
    public bool PathIsKept { get; init; }
}
