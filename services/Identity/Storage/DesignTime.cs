using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Datarun.Identity.Storage;

/// <summary>For <c>dotnet ef migrations</c> only; connects to nothing.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<IdentityDb>
{
    public IdentityDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<IdentityDb>().UseNpgsql().UseSnakeCaseNamingConvention().Options);
}
