using Microsoft.AspNetCore.Routing.Matching;

namespace Datarun.Gateway.Routes;

/// <summary>
/// To Ocelot the method is part of the match: a wrong one on a known path is a path that is not known (404, not 405),
/// and a route further down may still take it. Letter case counts only where a route says so.
/// </summary>
public sealed class MatchAsOcelot : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<GatewayRoute>() is { } route && (route.Methods is not null || route.CaseSensitive));

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i)
                && candidates[i].Endpoint.Metadata.GetMetadata<GatewayRoute>() is { } route
                && !Takes(route, httpContext.Request))
            {
                candidates.SetValidity(i, false);
            }
        }

        return Task.CompletedTask;
    }

    private static bool Takes(GatewayRoute route, HttpRequest request) =>
        (route.Methods is null || route.Methods.Contains(request.Method))
        && (!route.CaseSensitive || route.Upstream.IsWrittenIn(request.Path.Value));
}
