using System.Security.Claims;
using Datarun.ServiceDefaults.Security;
using Claim = Datarun.ServiceDefaults.Security.Claim;

namespace Datarun.Gateway.Rights;

/// <summary>
/// Who calls, by the token. Asks for checked tokens directly rather than through the authentication scheme,
/// which would build a handler and a ticket for each request.
/// </summary>
public static class CheckToken
{
    private const string Prefix = "Bearer ";

    public static async ValueTask<TokenHolder> Of(HttpContext context, BearerTokens tokens)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? new TokenHolder(await tokens.CheckAsync(header[Prefix.Length..].Trim()))
            : default;
    }
}

/// <summary>The caller that a good token names; without one both are null.</summary>
public readonly record struct TokenHolder(ClaimsPrincipal? Principal)
{
    public string? Client => Principal?.FindFirst(Claim.Client)?.Value;
}
