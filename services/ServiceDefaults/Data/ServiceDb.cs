using Microsoft.EntityFrameworkCore;

namespace Datarun.ServiceDefaults.Data;

/// <summary>The database of one service: its entities. Outbox, inbox and idempotency keys stand beside them (Bus/schema.sql).</summary>
public abstract class ServiceDb(DbContextOptions options) : DbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
}
