using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Datarun.Accountability.Storage;

/// <summary>For <c>dotnet ef migrations</c> only; connects to nothing.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<AccountabilityDb>
{
    public AccountabilityDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<AccountabilityDb>().UseNpgsql().UseSnakeCaseNamingConvention().Options);
}
