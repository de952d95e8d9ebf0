using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Routing.Matching;

namespace Datarun.Gateway.Routes;

/// <summary>
/// As to Ocelot, the method is part of the match: a route further down may still take what the first does not. Where none does, the path is known all the same,
/// and the answer says which methods it takes (405, where Ocelot says 404). Letter case counts only where a route says so.
/// </summary>
public sealed class MatchAsOcelot : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<GatewayRoute>() is { } route && (route.Methods is not null || route.CaseSensitive));

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        SortedSet<string>? allowed = null;
        var isTaken = false;
        for (var i = 0; i < candidates.Count; i++)
        {
            if (!candidates.IsValidCandidate(i))
            {
                continue;
            }

            if (candidates[i].Endpoint.Metadata.GetMetadata<GatewayRoute>() is not { } route)
            {
                isTaken = true;
                continue;
            }

            var isWritten = !route.CaseSensitive || route.Upstream.IsWrittenIn(httpContext.Request.Path.Value);
            var takesMethod = route.Methods is null || route.Methods.Contains(httpContext.Request.Method);
            isTaken |= isWritten && takesMethod;
            candidates.SetValidity(i, isWritten && takesMethod);
            if (isWritten && !takesMethod)
            {
                (allowed ??= new(StringComparer.Ordinal)).UnionWith(route.Methods!.Select(method => method.ToUpperInvariant()));
            }
        }

        if (!isTaken && allowed is not null)
        {
            httpContext.SetEndpoint(Refuse(allowed));
        }

        return Task.CompletedTask;
    }

    private static Endpoint Refuse(SortedSet<string> allowed) => new(
        context =>
        {
            context.Response.Headers.Allow = string.Join(", ", allowed);
            return CommonProblems.MethodNotAllowed.Refuse().ExecuteAsync(context);
        },
        EndpointMetadataCollection.Empty,
        "405");
}
