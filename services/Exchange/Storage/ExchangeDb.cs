using Datarun.Exchange.Audit;
using Datarun.Exchange.Catalogue;
using Datarun.Exchange.Corrections;
using Datarun.Exchange.Elements;
using Datarun.Exchange.Reactions;
using Datarun.Exchange.Sharing;
using Datarun.Exchange.Subscriptions;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Storage;

/// <summary>The tables of Exchange. Codes sort by bytes (collation "C"), so that a place with all below it is a range.</summary>
public sealed class ExchangeDb(DbContextOptions<ExchangeDb> options) : ServiceDb(options)
{
    private const string Bytes = "C";

    public DbSet<Element> Elements => Set<Element>();
    public DbSet<Dataset> Datasets => Set<Dataset>();
    public DbSet<OrgUnit> OrgUnits => Set<OrgUnit>();
    public DbSet<SharingRequest> SharingRequests => Set<SharingRequest>();
    public DbSet<SharingGrant> Grants => Set<SharingGrant>();
    public DbSet<Subscription> Subscriptions => Set<Subscription>();
    public DbSet<Correction> Corrections => Set<Correction>();
    public DbSet<CorrectionNotice> CorrectionNotices => Set<CorrectionNotice>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Element>(element =>
        {
            element.ToTable("element").HasKey(e => e.Code);
            element.Property(e => e.Code).UseCollation(Bytes);
            element.Property(e => e.Source).UseCollation(Bytes);
            element.Property(e => e.Version).IsConcurrencyToken();
            element.Property(e => e.WeightedBy).UseCollation(Bytes);
            element.HasIndex(e => e.Source);
        });
        modelBuilder.Entity<Dataset>(dataset =>
        {
            dataset.ToTable("dataset").HasKey(d => d.Code);
            dataset.Property(d => d.Code).UseCollation(Bytes);
            dataset.Property(d => d.Provider).UseCollation(Bytes);
            dataset.Property(d => d.Submitted).IsJson();
            dataset.Property(d => d.Published).IsJson();
            dataset.Property(d => d.Rule).IsJson();
            dataset.Property(d => d.Version).IsConcurrencyToken();
            dataset.HasIndex(d => d.Provider);
            dataset.HasIndex(d => d.ChangedAt);
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
            request.Property(r => r.Rule).IsJson();
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
            grant.Property(g => g.Rule).IsJson();
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
        Tell(modelBuilder);
        Correct(modelBuilder);
    }

    private static void Tell(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Subscription>(subscription =>
        {
            subscription.ToTable("subscription").HasKey(s => s.Id);
            subscription.Property(s => s.Subscriber).UseCollation(Bytes);
            subscription.Property(s => s.Name).UseCollation(Bytes);
            subscription.Property(s => s.UnitFrom).UseCollation(Bytes);
            subscription.Property(s => s.UnitTo).UseCollation(Bytes);
            subscription.Property(s => s.Version).IsConcurrencyToken();
            subscription.HasIndex(s => new { s.Subscriber, s.Name }).IsUnique();
        });
        modelBuilder.Entity<FeedCounter>(counter =>
        {
            counter.ToTable("feed_counter").HasKey(c => c.Consumer);
            counter.Property(c => c.Consumer).UseCollation(Bytes);
        });
        modelBuilder.Entity<Delivery>(delivery =>
        {
            delivery.ToTable("delivery").HasKey(d => new { d.SubscriptionId, d.Sequence });
            delivery.Property(d => d.Element).UseCollation(Bytes);
            delivery.Property(d => d.Unit).UseCollation(Bytes);
            delivery.HasIndex(d => new { d.SubscriptionId, d.Element, d.Unit, d.Sequence }, "ix_delivery_pending").HasFilter("state = 'PENDING'");
        });
        modelBuilder.Entity<DeliveryLane>(lane =>
        {
            lane.ToTable("delivery_lane").HasKey(l => new { l.SubscriptionId, l.Element, l.Unit });
            lane.Property(l => l.Element).UseCollation(Bytes);
            lane.Property(l => l.Unit).UseCollation(Bytes);
            lane.HasIndex(l => new { l.SubscriptionId, l.NextTryAt });
        });
    }

    private static void Correct(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Correction>(correction =>
        {
            correction.ToTable("correction").HasKey(c => c.Id);
            correction.Property(c => c.Element).UseCollation(Bytes);
            correction.Property(c => c.Unit).UseCollation(Bytes);
            correction.Property(c => c.Period).UseCollation(Bytes);
            correction.Property(c => c.AskedBy).UseCollation(Bytes);
            correction.Property(c => c.Source).UseCollation(Bytes);
            correction.Property(c => c.Proposed).HasColumnType("jsonb");
            correction.Property(c => c.OldValue).HasColumnType("jsonb");
            correction.Property(c => c.Unsettled).HasColumnType("jsonb");
            correction.Property(c => c.Rule).IsJson();
            correction.HasIndex(c => new { c.Element, c.Unit, c.Period });
            correction.HasIndex(c => c.AskedBy);
            correction.HasIndex(c => c.Source);
            correction.HasIndex(c => c.AppliedAt).HasFilter("unsettled IS NOT NULL");
        });
        modelBuilder.Entity<CorrectionNotice>(notice =>
        {
            notice.ToTable("correction_notice").HasKey(n => new { n.CorrectionId, n.Consumer });
            notice.Property(n => n.Consumer).UseCollation(Bytes);
            notice.HasIndex(n => n.Consumer);
        });
    }
}
