using System.Collections.Frozen;
using System.Globalization;
using Datarun.Gateway.Configuration;
using Datarun.Gateway.Forwarding;
using Datarun.Gateway.Limits;

namespace Datarun.Gateway.Routes;

/// <summary>From a route of <c>ocelot.json</c> to a route of this gateway; what it cannot keep, it refuses by name.</summary>
public static class TranslateRoute
{
    // Ocelot's own default for a route without QoSOptions.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(90);

    // An ordinary JSON body; whatever is larger comes through an import route that says so.
    private const long DefaultMaxBodyBytes = 4 * 1024 * 1024;

    public static GatewayRoute From(OcelotRoute route, OcelotGlobal global, TimeProvider clock)
    {
        var upstream = PathTemplate.Parse(route.UpstreamPathTemplate, nameof(route.UpstreamPathTemplate));
        var downstream = PathTemplate.Parse(route.DownstreamPathTemplate, nameof(route.DownstreamPathTemplate));
        var stranger = downstream.Segments.FirstOrDefault(segment => PathTemplate.IsPlaceholder(segment)
            && !upstream.Segments.Contains(segment, StringComparer.OrdinalIgnoreCase));
        Refuse(stranger is not null, route, $"DownstreamPathTemplate uses {stranger}, which UpstreamPathTemplate does not have");
        Refuse(route.DownstreamScheme is not ("http" or "https"), route, $"DownstreamScheme \"{route.DownstreamScheme}\" is not known");
        Refuse(route.DownstreamHostAndPorts.Count == 0, route, "DownstreamHostAndPorts is empty");
        Refuse(route.DownstreamHostAndPorts.Any(to => to.Host.Length == 0 || to.Port is < 1 or > 65535), route, "DownstreamHostAndPorts needs a Host and a Port");
        Refuse(route.UpstreamHeaderTransform.Values.Any(value => value.AsSpan().IndexOfAny(',', '{') >= 0), route, "UpstreamHeaderTransform knows plain values only");
        Refuse(route.RouteClaimsRequirement.Values.Any(value => value.Contains('{', StringComparison.Ordinal)), route, "RouteClaimsRequirement knows plain values only");
        var strangeKey = route.AuthenticationOptions is { } authentication ? StrangeKey(authentication) : null;
        Refuse(strangeKey is not null, route, $"AuthenticationProviderKey \"{strangeKey}\" is not known");
        Refuse(route.AuthenticationOptions is null && route.RouteClaimsRequirement.Count > 0, route, "RouteClaimsRequirement needs AuthenticationOptions");

        var qos = (route.QoSOptions ?? new OcelotQoS()).InOldNames();
        return new GatewayRoute
        {
            Upstream = upstream,
            Downstream = downstream,
            PathIsKept = string.Equals(upstream.Text, downstream.Text, StringComparison.Ordinal),
            Methods = route.UpstreamHttpMethod.Count == 0 ? null : route.UpstreamHttpMethod.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            CaseSensitive = route.RouteIsCaseSensitive,
            Destinations = new Destinations(
                Balancing(route),
                [.. route.DownstreamHostAndPorts.Select(to => $"{route.DownstreamScheme}://{to.Host}:{to.Port.ToString(CultureInfo.InvariantCulture)}")],
                clock),
            NeedsToken = route.AuthenticationOptions is not null,
            AllowedScopes = [.. route.AuthenticationOptions?.AllowedScopes ?? []],
            RequiredClaims = [.. route.RouteClaimsRequirement],
            AddedHeaders = [.. route.UpstreamHeaderTransform],
            RateLimit = Limit(route, route.RateLimitOptions ?? global.RateLimitOptions, clock),
            MaxBodyBytes = MaxBodyBytes(route),
            Timeout = qos.TimeoutValue > 0 ? TimeSpan.FromMilliseconds(qos.TimeoutValue) : DefaultTimeout,
            Circuit = Breaker(route, qos, clock),
        };
    }

    private static string? StrangeKey(OcelotAuthentication options)
    {
        string[] keys = options.AuthenticationProviderKey is { } key ? [key, .. options.AuthenticationProviderKeys] : [.. options.AuthenticationProviderKeys];
        return keys.Length == 0 ? "" : keys.FirstOrDefault(name => name != "Bearer");
    }

    private static Balancing Balancing(OcelotRoute route) => route.LoadBalancerOptions?.Type switch
    {
        null or "" or "NoLoadBalancer" => Forwarding.Balancing.First,
        "RoundRobin" => Forwarding.Balancing.RoundRobin,
        "LeastConnection" => Forwarding.Balancing.LeastConnection,
        var other => throw Refused(route, $"LoadBalancerOptions Type \"{other}\" is not known"),
    };

    private static RateLimit? Limit(OcelotRoute route, OcelotRateLimit? options, TimeProvider clock)
    {
        if (options is not { EnableRateLimiting: true })
        {
            return null;
        }

        Refuse(options.Limit < 1, route, "RateLimitOptions Limit has to be 1 or more");
        var period = Period(options.Period) ?? throw Refused(route, $"RateLimitOptions Period \"{options.Period}\" is not known (1s, 5m, 1h, 1d)");
        return new RateLimit(options.Limit, period, options.ClientWhitelist.ToFrozenSet(StringComparer.Ordinal), clock);
    }

    private static TimeSpan? Period(string text)
    {
        var number = text.AsSpan().TrimEnd("dhms");
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? text[number.Length..] switch
            {
                "ms" => TimeSpan.FromMilliseconds(count),
                "s" => TimeSpan.FromSeconds(count),
                "m" => TimeSpan.FromMinutes(count),
                "h" => TimeSpan.FromHours(count),
                "d" => TimeSpan.FromDays(count),
                _ => null,
            }
            : null;
    }

    private static long MaxBodyBytes(OcelotRoute route)
    {
        var stranger = route.Metadata.Keys.FirstOrDefault(key => key != "MaxBodyBytes");
        Refuse(stranger is not null, route, $"Metadata {stranger} is not known");
        if (!route.Metadata.TryGetValue("MaxBodyBytes", out var text))
        {
            return DefaultMaxBodyBytes;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? bytes
            : throw Refused(route, $"Metadata MaxBodyBytes \"{text}\" is not a number");
    }

    private static Circuit? Breaker(OcelotRoute route, OcelotQoS qos, TimeProvider clock)
    {
        if (qos.ExceptionsAllowedBeforeBreaking < 1)
        {
            return null;
        }

        Refuse(qos.DurationOfBreak < 1, route, "QoSOptions ExceptionsAllowedBeforeBreaking needs DurationOfBreak");
        return new Circuit(qos.ExceptionsAllowedBeforeBreaking, TimeSpan.FromMilliseconds(qos.DurationOfBreak), clock);
    }

    private static void Refuse(bool wrong, OcelotRoute route, string why)
    {
        if (wrong)
        {
            throw Refused(route, why);
        }
    }

    private static OcelotFileException Refused(OcelotRoute route, string why) => new($"ocelot.json, route \"{route.UpstreamPathTemplate}\": {why}.");
}
