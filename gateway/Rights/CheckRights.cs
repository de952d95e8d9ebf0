using System.Security.Claims;
using Datarun.Gateway.Routes;
using Datarun.ServiceDefaults.Problems;
using Claim = Datarun.ServiceDefaults.Security.Claim;

namespace Datarun.Gateway.Rights;

/// <summary>401 without a good token; 403 without one of the route's scopes or without a claim that it asks for.</summary>
public static class CheckRights
{
    public static Refused? Of(HttpContext context, GatewayRoute route, TokenHolder caller)
    {
        if (!route.NeedsToken)
        {
            return null;
        }

        if (caller.Principal is not { } principal)
        {
            var sentNone = context.Request.Headers.Authorization.Count == 0;
            context.Response.Headers.WWWAuthenticate = sentNone ? "Bearer" : "Bearer error=\"invalid_token\"";
            return (sentNone ? CommonProblems.TokenMissing : CommonProblems.TokenInvalid).Refuse();
        }

        if (route.AllowedScopes.Length > 0 && !HasScope(principal, route.AllowedScopes))
        {
            return CommonProblems.ScopeMissing.Refuse().With("needs", route.AllowedScopes);
        }

        foreach (var (type, value) in route.RequiredClaims)
        {
            if (!principal.HasClaim(type, value))
            {
                return CommonProblems.RightMissing.Refuse().With("needs", new[] { $"{type}={value}" });
            }
        }

        return null;
    }

    /// <summary>The scheme gives each scope as a claim of its own.</summary>
    private static bool HasScope(ClaimsPrincipal principal, string[] allowed)
    {
        foreach (var scope in allowed)
        {
            if (principal.HasClaim(Claim.Scope, scope))
            {
                return true;
            }
        }

        return false;
    }
}
