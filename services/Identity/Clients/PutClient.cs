using System.Text.RegularExpressions;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenIddict.Abstractions;

namespace Datarun.Identity.Clients;

internal static partial class PutClient
{
    /// <summary>What a client is to be.</summary>
    /// <param name="Unit">The unit that it acts for: a division's code, or a body's own code.</param>
    /// <param name="Roles">At least one.</param>
    public sealed record Body(string Unit, IReadOnlyList<Role> Roles);

    /// <summary>The client and its secret, which is shown this once.</summary>
    public sealed record Answer(string Id, string Secret, string Unit, IReadOnlyList<Role> Roles);

    /// <summary>Registers a client or changes it; either way it gets a new secret, shown this once and stored as a hash. Tokens given out before keep what they say until they expire.</summary>
    public static async Task<Results<Ok<Answer>, Refused>> HandleAsync(string id, Body body, IOpenIddictApplicationManager applications, HttpContext context, CancellationToken cancel)
    {
        var check = new Check()
            .That(WellFormedId().IsMatch(id), "?id", IdentityProblems.ClientIdInvalid, id)
            .That(OrgUnitCode.TryParse(body.Unit, out _), "/unit", CommonProblems.CodeInvalid, body.Unit)
            .That(body.Roles.Count > 0, "/roles", IdentityProblems.RolesMissing);
        if (!check.Passes) return check.Refused;
        var client = new Client(id, body.Unit, [.. body.Roles.Distinct()]);
        var secret = Client.NewSecret();
        await client.PutAsync(applications, secret, cancel);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new Answer(client.Id, secret, client.Unit, client.Roles));
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,100}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex WellFormedId();
}
