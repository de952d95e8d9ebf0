using System.Buffers.Binary;
using System.Security.Cryptography;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Datarun.Identity.Tokens;

/// <summary>An unknown client and a wrong secret are one and the same answer, in about the same time: nobody learns by guessing which clients there are.</summary>
internal static class WrongCredentials
{
    private const string Says = "The client or its secret is wrong.";

    /// <summary>What the answer says of it, and what its header WWW-Authenticate does.</summary>
    public static OpenIddictServerHandlerDescriptor OneAnswer { get; } = OpenIddictServerHandlerDescriptor.CreateBuilder<ApplyTokenResponseContext>()
        .UseInlineHandler(context =>
        {
            if (context.Response is { Error: OpenIddictConstants.Errors.InvalidClient } response) (response.ErrorDescription, response.ErrorUri) = (Says, null);
            return ValueTask.CompletedTask;
        })
        .SetOrder(int.MinValue).SetType(OpenIddictServerHandlerType.Custom).Build();

    /// <summary>The secret of a client that is unknown is compared as well, with one that nobody has: that is what takes time.</summary>
    public static OpenIddictServerHandlerDescriptor OneTime { get; } = OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessAuthenticationContext>()
        .UseScopedHandler<CompareAnyway>()
        .SetOrder(OpenIddictServerHandlers.ValidateClientId.Descriptor.Order - 1).SetType(OpenIddictServerHandlerType.Custom).Build();

    private sealed class CompareAnyway(IOpenIddictApplicationManager applications) : IOpenIddictServerHandler<ProcessAuthenticationContext>
    {
        private static readonly OpenIddictEntityFrameworkCoreApplication Nobody = new()
        {
            ClientId = "", ClientType = OpenIddictConstants.ClientTypes.Confidential, ClientSecret = HashOfNothing(),
        };

        public async ValueTask HandleAsync(ProcessAuthenticationContext context)
        {
            if (context.EndpointType != OpenIddictServerEndpointType.Token || context is not { ClientId: { Length: > 0 } id, ClientSecret: { Length: > 0 } secret }) return;
            if (await applications.FindByClientIdAsync(id, context.CancellationToken) is not null) return; // It is kept for what looks for it next.
            await applications.ValidateClientSecretAsync(Nobody, secret, context.CancellationToken);
            context.Reject(OpenIddictConstants.Errors.InvalidClient, Says);
        }

        /// <summary>As OpenIddict stores a secret: 1, PBKDF2 with SHA-256, 10,000 rounds, 16 bytes of salt, and the key, here random bytes that no secret leads to.</summary>
        private static string HashOfNothing()
        {
            var hash = RandomNumberGenerator.GetBytes(61);
            hash[0] = 1;
            BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(1), 1);
            BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(5), 10_000);
            BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(9), 16);
            return Convert.ToBase64String(hash);
        }
    }
}
