using Microsoft.AspNetCore.Builder;

namespace Datarun.ServiceDefaults.Http;

/// <summary>The request headers that a call understands beside those of every call, for the API description.</summary>
/// <param name="Names">Such as <c>If-Match</c>.</param>
public sealed record TakenHeaders(IReadOnlyList<string> Names);

/// <summary>What comes as the body of a call where it is not JSON, for the API description; what is really sent the call looks at itself, after the right to it.</summary>
/// <param name="Types">Media types, such as <c>text/csv</c>.</param>
public sealed record TakenBody(IReadOnlyList<string> Types);

/// <summary>Says what a call takes beside its route.</summary>
public static class TakenByRoutes
{
    /// <summary>Names the headers that the call reads.</summary>
    public static TBuilder Takes<TBuilder>(this TBuilder route, params string[] headers) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new TakenHeaders(headers));

    /// <summary>Names the media types that its body may have.</summary>
    public static TBuilder TakesBody<TBuilder>(this TBuilder route, params string[] types) where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new TakenBody(types));
}
