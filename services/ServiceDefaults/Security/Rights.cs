using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Datarun.ServiceDefaults.Security;

/// <summary>The right that an endpoint needs: any one of these roles; no roles means any checked token; open means none.</summary>
/// <param name="AnyOf">The roles.</param>
/// <param name="Open">Whether it may be called without a token.</param>
public sealed record Right(IReadOnlyList<Role> AnyOf, bool Open = false);

/// <summary>How an endpoint states what it needs and does. One without a right does not start.</summary>
public static class RightExtensions
{
    /// <summary>Needs one of the roles; an administrator has every one.</summary>
    public static T Needs<T>(this T endpoint, params Role[] anyOf) where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Right(anyOf));

    /// <summary>Needs a checked token of any client.</summary>
    public static T NeedsToken<T>(this T endpoint) where T : IEndpointConventionBuilder => endpoint.WithMetadata(new Right([]));

    /// <summary>Needs nothing: health, documents, the token call itself.</summary>
    public static T Open<T>(this T endpoint) where T : IEndpointConventionBuilder => endpoint.WithMetadata(new Right([], Open: true));

    /// <summary>Changes something: runs in a unit of work and honours <c>Idempotency-Key</c>.</summary>
    public static T Writes<T>(this T endpoint) where T : IEndpointConventionBuilder => endpoint.WithMetadata(new Writes(Streams: false));

    /// <summary>Changes something together with what others change at the same moment; honours <c>Idempotency-Key</c> (see <see cref="KeyedRequest"/>).</summary>
    public static T WritesTogether<T>(this T endpoint) where T : IEndpointConventionBuilder => endpoint.WithMetadata(new Writes(Streams: false, Together: true));

    /// <summary>Takes a bulk body as a stream, up to 1 GiB, in a unit of work.</summary>
    public static T StreamsIn<T>(this T endpoint) where T : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Writes(Streams: true), new RequestSizeLimitAttribute(1L << 30));
}

/// <summary>Checks the right of every endpoint: 401 without a good token, 403 with the missing right named.</summary>
public sealed class RightCheck(RequestDelegate next, Hosting.ServiceName service)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var refused = context.GetEndpoint()?.Metadata.GetMetadata<Right>() is { Open: false } right ? Refuse(context, right) : null;
        if (refused is null) await next(context);
        else await refused.ExecuteAsync(context);
    }

    private Refused? Refuse(HttpContext context, Right right)
    {
        if (context.User.Identity is not { IsAuthenticated: true })
        {
            var sent = context.Request.Headers.Authorization.Count > 0;
            context.Response.Headers.WWWAuthenticate = sent ? "Bearer error=\"invalid_token\"" : "Bearer";
            return (sent ? CommonProblems.TokenInvalid : CommonProblems.TokenMissing).Refuse();
        }
        if (!context.User.HasClaim(Claim.Scope, service.Name)) return CommonProblems.ScopeMissing.Refuse().With("needs", new[] { service.Name });
        var caller = Caller.Of(context);
        return right.AnyOf.Count == 0 || right.AnyOf.Any(caller.Is)
            ? null
            : CommonProblems.RightMissing.Refuse().With("needs", right.AnyOf);
    }
}
