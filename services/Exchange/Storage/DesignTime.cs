using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Datarun.Exchange.Storage;

/// <summary>For <c>dotnet ef migrations</c> only; connects to nothing.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<ExchangeDb>
{
    public ExchangeDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ExchangeDb>().UseNpgsql().UseSnakeCaseNamingConvention().Options);
}
