using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using OpenIddict.Abstractions;

namespace Datarun.Identity.Clients;

internal static class DeleteClient
{
    /// <summary>Ends a client: it gets no token any more, those that it has are refused within seconds, and the queues that it asked for go.</summary>
    public static async Task<Results<NoContent, Refused>> HandleAsync(string id, IOpenIddictApplicationManager applications, UnitOfWork work, CancellationToken cancel)
    {
        if (await applications.FindByClientIdAsync(id, cancel) is not { } client) return IdentityProblems.ClientUnknown.At("?id", id);
        var (unit, registration) = (Client.Of(client).Unit, await applications.GetIdAsync(client, cancel));
        await Client.EndAsync(applications, client, cancel);
        work.Publish(new ClientEnded(id, unit, registration));
        return TypedResults.NoContent();
    }
}
