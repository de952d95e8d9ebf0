using System.Security.Cryptography;
using System.Text.Json;
using Datarun.Identity.Tokens;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Abstractions.OpenIddictExceptions;

namespace Datarun.Identity.Clients;

/// <summary>A system that calls: it acts for one unit and has roles there.</summary>
/// <param name="Id">The client's id.</param>
/// <param name="Unit">A division's code, or a body's own code.</param>
/// <param name="Roles">What it may be.</param>
public sealed record Client(string Id, string Unit, IReadOnlyList<Role> Roles)
{
    private const string UnitProperty = "unit";
    private const string RolesProperty = "roles";

    /// <summary>From OpenIddict's row.</summary>
    internal static Client Of(object application)
    {
        var row = (OpenIddictEntityFrameworkCoreApplication)application;
        var properties = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(row.Properties ?? "{}")!;
        return new Client(row.ClientId!, properties[UnitProperty].GetString()!, properties[RolesProperty].Deserialize<Role[]>(Json.Options)!);
    }

    /// <summary>As OpenIddict takes it.</summary>
    internal OpenIddictApplicationDescriptor Describe(string secret)
    {
        var descriptor = new OpenIddictApplicationDescriptor
        {
            ClientId = Id, ClientSecret = secret, ClientType = ClientTypes.Confidential,
            Permissions = { Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials },
            Properties =
            {
                [UnitProperty] = JsonSerializer.SerializeToElement(Unit),
                [RolesProperty] = JsonSerializer.SerializeToElement(Roles, Json.Options),
            },
        };
        descriptor.Permissions.UnionWith(TokenServer.Scopes.Select(s => Permissions.Prefixes.Scope + s));
        return descriptor;
    }

    /// <summary>A new secret: 256 random bits.</summary>
    internal static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Registers the client, or changes it and its secret.</summary>
    internal async Task PutAsync(IOpenIddictApplicationManager applications, string secret, CancellationToken cancel)
    {
        try
        {
            if (await applications.FindByClientIdAsync(Id, cancel) is { } known) await applications.UpdateAsync(known, Describe(secret), cancel);
            else await applications.CreateAsync(Describe(secret), cancel);
        }
        catch (Exception meanwhile) when (meanwhile is ConcurrencyException or ValidationException) // The second: the id was taken since it was looked for.
        {
            throw ChangedMeanwhile();
        }
    }

    /// <summary>Ends the client.</summary>
    internal static async Task EndAsync(IOpenIddictApplicationManager applications, object client, CancellationToken cancel)
    {
        try
        {
            await applications.DeleteAsync(client, cancel);
        }
        catch (ConcurrencyException)
        {
            throw ChangedMeanwhile();
        }
    }

    private static RefusedException ChangedMeanwhile() => CommonProblems.Conflict.Refuse().RetryAfter(TimeSpan.FromSeconds(1)).AsException();
}
