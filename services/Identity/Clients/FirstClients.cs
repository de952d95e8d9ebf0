using System.Text.Json;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using OpenIddict.Abstractions;

namespace Datarun.Identity.Clients;

/// <summary>
/// The clients that are there from the start: <c>Identity:ClientsFile</c>, a JSON array of <c>{id, secret, unit, roles}</c>, made by
/// the local host or by the deployment with random secrets. At least an administrator, who registers all others.
/// </summary>
internal static class FirstClients
{
    public sealed record Entry(string Id, string Secret, string Unit, IReadOnlyList<Role> Roles);

    public static async Task RegisterAsync(IServiceProvider services, CancellationToken cancel)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        if (configuration["Identity:ClientsFile"] is not { Length: > 0 } file) return;
        var applications = services.GetRequiredService<IOpenIddictApplicationManager>();
        await using var stream = File.OpenRead(file);
        foreach (var entry in await JsonSerializer.DeserializeAsync<Entry[]>(stream, Json.Options, cancel) ?? [])
        {
            var known = await applications.FindByClientIdAsync(entry.Id, cancel);
            var client = new Client(entry.Id, entry.Unit, entry.Roles);
            if (known is not null && Client.Of(known) is var current && current.Unit == client.Unit && current.Roles.SequenceEqual(client.Roles)
                && await applications.ValidateClientSecretAsync(known, entry.Secret, cancel)) continue;
            await client.PutAsync(applications, entry.Secret, cancel);
        }
    }
}
