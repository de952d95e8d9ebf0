using Datarun.Identity.Storage;
using Datarun.ServiceDefaults.Http;
using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;

namespace Datarun.Identity.Clients;

internal static class ListClients
{
    /// <summary>The clients by id, without secrets.</summary>
    public static async Task<Page<Client>> HandleAsync([AsParameters] PageQuery page, IdentityDb db, CancellationToken cancel)
    {
        var after = page.Keys(1)?[0] ?? "";
        var rows = await db.Set<OpenIddictEntityFrameworkCoreApplication>().AsNoTracking()
            .Where(a => a.ClientId!.CompareTo(after) > 0).OrderBy(a => a.ClientId).Take(page.Size + 1).ToListAsync(cancel);
        return page.Of(rows.ConvertAll(Client.Of), c => [c.Id]);
    }
}
