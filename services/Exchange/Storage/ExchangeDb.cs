using Datarun.Exchange.Elements;
using Datarun.Exchange.Reactions;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Storage;

/// <summary>The tables of Exchange. Codes sort by bytes (collation "C"), so that a place with all below it is a range.</summary>
public sealed class ExchangeDb(DbContextOptions<ExchangeDb> options) : ServiceDb(options)
{
    private const string Bytes = "C";

    public DbSet<Element> Elements => Set<Element>();
    public DbSet<OrgUnit> OrgUnits => Set<OrgUnit>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Element>(element =>
        {
            element.ToTable("element").HasKey(e => e.Code);
            element.Property(e => e.Code).UseCollation(Bytes);
            element.Property(e => e.Source).UseCollation(Bytes);
            element.Property(e => e.Version).IsConcurrencyToken();
            element.HasIndex(e => e.Source);
        });
        modelBuilder.Entity<OrgUnit>(unit =>
        {
            unit.ToTable("org_unit").HasKey(u => u.Code);
            unit.Property(u => u.Code).UseCollation(Bytes);
        });
        modelBuilder.Entity<ValueCopy>(value =>
        {
            value.ToTable("value_copy").HasKey(v => new { v.Element, v.Unit, v.Period });
            value.Property(v => v.Element).UseCollation(Bytes);
            value.Property(v => v.Unit).UseCollation(Bytes);
            value.Property(v => v.Period).UseCollation(Bytes);
            value.Property(v => v.Value).HasColumnType("jsonb");
        });
    }
}
