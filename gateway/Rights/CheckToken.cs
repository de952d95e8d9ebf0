using System.Security.Claims;
using Claim = Datarun.ServiceDefaults.Security.Claim;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Authentication;

namespace Datarun.Gateway.Rights;

/// <summary>Who calls, by the token; the scheme keeps checked tokens, so that one is taken apart only once.</summary>
public static class CheckToken
{
    public static async ValueTask<TokenHolder> Of(HttpContext context)
    {
        var checkedToken = await context.AuthenticateAsync(BearerTokens.Scheme);
        return checkedToken.Succeeded ? new TokenHolder(checkedToken.Principal) : default;
    }
}

/// <summary>The caller that a good token names; without one both are null.</summary>
public readonly record struct TokenHolder(ClaimsPrincipal? Principal)
{
    public string? Client => Principal?.FindFirst(Claim.Client)?.Value;
}
