using Microsoft.AspNetCore.Builder;

namespace Datarun.ServiceDefaults.Http;

/// <summary>The request headers that a call understands beside those of every call, for the API description.</summary>
/// <param name="Names">Such as <c>If-Match</c>.</param>
public sealed record TakenHeaders(IReadOnlyList<string> Names);

/// <summary>Says it beside the route.</summary>
public static class TakenHeadersOfRoutes
{
    /// <summary>Names the headers that the call reads.</summary>
    public static TBuilder Takes<TBuilder>(this TBuilder route, params string[] headers) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new TakenHeaders(headers));
}
