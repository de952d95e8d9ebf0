using System.Security.Claims;
using Datarun.Identity.Clients;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Claim = Datarun.ServiceDefaults.Security.Claim;

namespace Datarun.Identity.Tokens;

internal static class IssueToken
{
    /// <summary>OAuth2 client credentials (RFC 6749 4.4): form-encoded <c>grant_type=client_credentials</c>, <c>client_id</c>, <c>client_secret</c>, optional <c>scope</c>. Errors as in RFC 6749.</summary>
    public static async Task<IResult> HandleAsync(HttpContext context, IOpenIddictApplicationManager applications, CancellationToken cancel)
    {
        var request = context.GetOpenIddictServerRequest()!;
        var application = await applications.FindByClientIdAsync(request.ClientId!, cancel)
            ?? throw new InvalidOperationException("OpenIddict has checked the client, yet it is gone.");
        var client = Client.Of(application);
        var identity = new ClaimsIdentity(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, Claim.Client, Claim.Role);
        identity.SetClaim(Claim.Client, client.Id).SetClaim(Claim.Unit, client.Unit).SetClaim(Claim.Registration, await applications.GetIdAsync(application, cancel));
        identity.SetClaims(Claim.Role, [.. client.Roles.Select(r => r.ToString())]);
        var asked = request.GetScopes();
        identity.SetScopes(asked.Length > 0 ? asked : [.. TokenServer.Scopes]);
        identity.SetDestinations(_ => [OpenIddictConstants.Destinations.AccessToken]);
        return Results.SignIn(new ClaimsPrincipal(identity), properties: null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }
}
