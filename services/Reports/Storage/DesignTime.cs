using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Datarun.Reports.Storage;

/// <summary>For <c>dotnet ef migrations</c> only; connects to nothing.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<ReportsDb>
{
    public ReportsDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ReportsDb>().UseNpgsql().UseSnakeCaseNamingConvention().Options);
}
