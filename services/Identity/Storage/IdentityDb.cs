using Datarun.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Identity.Storage;

/// <summary>Clients, as OpenIddict keeps them. Tokens are not stored: they are signed and short-lived.</summary>
public sealed class IdentityDb(DbContextOptions<IdentityDb> options) : ServiceDb(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.UseOpenIddict();
}
