using System.Globalization;
using Datarun.Gateway.Routes;
using Yarp.ReverseProxy.Forwarder;

namespace Datarun.Gateway.Forwarding;

/// <summary>What is changed on the way down: the host, the <c>X-Forwarded-*</c> headers, and what the route adds.</summary>
public sealed class TransformRequest(GatewayRoute route) : HttpTransformer
{
    // A stranger may claim anything in these; the gateway is the only one that says where a request comes from.
    private static readonly string[] NotBelieved =
        ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Proto", "X-Forwarded-Server", "X-Original-For", "X-Original-Host", "X-Original-Proto", "X-Real-IP"];

    // The target is passed on byte for byte; the Uri type would otherwise tidy it.
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>YARP bounds this much between two signs of life; the first is the head of the answer.</summary>
    public ForwarderRequestConfig Bounds { get; } = new()
    {
        ActivityTimeout = route.Timeout,
        Version = System.Net.HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = Target(httpContext, destinationPrefix);

        var headers = proxyRequest.Headers;
        headers.Host = null;
        foreach (var name in NotBelieved)
        {
            headers.Remove(name);
        }

        var request = httpContext.Request;
        if (httpContext.Connection.RemoteIpAddress is { } address)
        {
            headers.TryAddWithoutValidation("X-Forwarded-For", address.ToString());
        }

        headers.TryAddWithoutValidation("X-Forwarded-Host", request.Host.Value);
        headers.TryAddWithoutValidation("X-Forwarded-Proto", request.Scheme);
        foreach (var (name, value) in route.AddedHeaders)
        {
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, value);
        }
    }

    private Uri Target(HttpContext context, string destinationPrefix)
    {
        var raw = RawTarget.Of(context);
        var path = route.PathIsKept ? raw.Path : route.Upstream.Rewrite(raw.Path, route.Downstream);
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"{destinationPrefix}{path}{raw.Query}"), AsItIs);
    }
}
