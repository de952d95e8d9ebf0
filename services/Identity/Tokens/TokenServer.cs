using System.Security.Cryptography;
using Datarun.Identity.Storage;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Datarun.Identity.Tokens;

/// <summary>OpenIddict as this platform uses it: client credentials only, signed tokens, nothing stored for a token.</summary>
internal static class TokenServer
{
    /// <summary>The services that a token can be for; also the names of the scopes.</summary>
    public static readonly string[] Scopes = ["identity", "rosters", "exchange", "reports", "accountability"];

    public static void Add(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        builder.Services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<IdentityDb>())
            .AddServer(server =>
            {
                server.SetIssuer(configuration["Identity:Issuer"] ?? BearerTokens.DefaultIssuer);
                server.SetTokenEndpointUris("connect/token");
                server.AllowClientCredentialsFlow();
                server.RegisterScopes(Scopes);
                server.SetAccessTokenLifetime(TimeSpan.FromMinutes(configuration.GetValue("Identity:TokenMinutes", 60)));
                server.DisableAccessTokenEncryption().DisableTokenStorage();
                server.AddSigningKey(SigningKey(configuration));
                server.AddEphemeralEncryptionKey(); // Only for token kinds that are not issued here.
                server.AddEventHandler(UnreadableForm).AddEventHandler(WrongCredentials.OneTime).AddEventHandler(WrongCredentials.OneAnswer);
                server.UseAspNetCore().EnableTokenEndpointPassthrough().DisableTransportSecurityRequirement(); // TLS ends in front of the gateway.
            });
    }

    /// <summary>A form that cannot be read is refused as RFC 6749 5.2 has it, like everything else that is wrong with the request.</summary>
    private static OpenIddictServerHandlerDescriptor UnreadableForm { get; } = OpenIddictServerHandlerDescriptor.CreateBuilder<ExtractTokenRequestContext>()
        .UseInlineHandler(async context =>
        {
            if (context.Transaction.GetHttpRequest() is not { HasFormContentType: true } request) return;
            try
            {
                await request.ReadFormAsync(context.CancellationToken);
            }
            catch (Exception unreadable) when (unreadable is InvalidDataException or PackedBodyDamagedException)
            {
                context.Reject(OpenIddictConstants.Errors.InvalidRequest, unreadable.Message);
            }
        })
        .SetOrder(int.MinValue).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <summary>The private key in <c>Identity:SigningKeyFile</c> (PEM, RSA), or given itself as <c>Identity:SigningKey</c>. There is no default.</summary>
    private static RsaSecurityKey SigningKey(IConfiguration configuration)
    {
        var pem = configuration["Identity:SigningKey"]
            ?? (configuration["Identity:SigningKeyFile"] is { } file ? File.ReadAllText(file) : null)
            ?? throw new InvalidOperationException("Identity:SigningKeyFile is not configured: a PEM file with an RSA private key (openssl genrsa 2048).");
        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return new RsaSecurityKey(rsa) { KeyId = Base64UrlEncoder.Encode(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo()))[..16] };
    }
}
