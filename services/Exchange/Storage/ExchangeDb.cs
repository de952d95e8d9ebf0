using Datarun.Exchange.Audit;
using Datarun.Exchange.Elements;
using Datarun.Exchange.Reactions;
using Datarun.Exchange.Sharing;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Storage;

/// <summary>The tables of Exchange. Codes sort by bytes (collation "C"), so that a place with all below it is a range.</summary>
public sealed class ExchangeDb(DbContextOptions<ExchangeDb> options) : ServiceDb(options)
{
    private const string Bytes = "C";

    public DbSet<Element> Elements => Set<Element>();
    public DbSet<OrgUnit> OrgUnits => Set<OrgUnit>();
    public DbSet<SharingRequest> SharingRequests => Set<SharingRequest>();
    public DbSet<SharingGrant> Grants => Set<SharingGrant>();

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
        modelBuilder.Entity<SharingRequest>(request =>
        {
            request.ToTable("sharing_request").HasKey(r => r.Id);
            request.Property(r => r.Consumer).UseCollation(Bytes);
            request.Property(r => r.Provider).UseCollation(Bytes);
            request.Property(r => r.Rule).HasColumnType("jsonb").HasConversion<JsonText<RuleReference>>();
            request.HasIndex(r => r.Consumer);
            request.HasIndex(r => r.Provider);
            request.HasIndex(r => new { r.State, r.ReplyDueOn });
        });
        modelBuilder.Entity<SharingGrant>(grant =>
        {
            grant.ToTable("sharing_grant").HasKey(g => g.Id);
            grant.Property(g => g.Consumer).UseCollation(Bytes);
            grant.Property(g => g.Provider).UseCollation(Bytes);
            grant.Property(g => g.UnitFrom).UseCollation(Bytes);
            grant.Property(g => g.UnitTo).UseCollation(Bytes);
            grant.Property(g => g.Rule).HasColumnType("jsonb").HasConversion<JsonText<RuleReference>>();
            grant.Property(g => g.From).HasColumnName("from_day");
            grant.Property(g => g.Version).IsConcurrencyToken();
            grant.HasIndex(g => g.Consumer);
            grant.HasIndex(g => g.Provider);
            grant.HasIndex(g => new { g.State, g.Until });
        });
        modelBuilder.Entity<AuditRow>(entry =>
        {
            entry.ToTable("audit_entry").HasKey(e => e.Number);
            entry.Property(e => e.Number).ValueGeneratedNever();
            entry.Property(e => e.Element).UseCollation(Bytes);
            entry.Property(e => e.FirstUnit).UseCollation(Bytes);
            entry.Property(e => e.FirstPeriod).UseCollation(Bytes);
            entry.Property(e => e.LastUnit).UseCollation(Bytes);
            entry.Property(e => e.LastPeriod).UseCollation(Bytes);
            entry.HasIndex(e => new { e.Element, e.At });
        });
    }
}
