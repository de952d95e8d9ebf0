using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Datarun.Rosters.Storage;

/// <summary>For <c>dotnet ef migrations</c> only; connects to nothing.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<RostersDb>
{
    public RostersDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<RostersDb>().UseNpgsql().UseSnakeCaseNamingConvention().Options);
}
