using Datarun.Accountability.Cases;
using Datarun.Accountability.DutyLists;
using Datarun.Accountability.Inspections;
using Datarun.Accountability.Objections;
using Datarun.Accountability.Reactions;
using Datarun.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Accountability.Storage;

/// <summary>The tables of Accountability. Codes sort by bytes (collation "C"), so that a place with all below it is a range.</summary>
public sealed class AccountabilityDb(DbContextOptions<AccountabilityDb> options) : ServiceDb(options)
{
    private const string Bytes = "C";

    public DbSet<DutyList> DutyLists => Set<DutyList>();
    public DbSet<InspectionPlan> InspectionPlans => Set<InspectionPlan>();
    public DbSet<Inspection> Inspections => Set<Inspection>();
    public DbSet<RecordedObjection> Objections => Set<RecordedObjection>();
    public DbSet<Case> Cases => Set<Case>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<DutyList>(list =>
        {
            list.ToTable("duty_list").HasKey(l => new { l.Unit, l.ValidFrom, l.Version });
            list.Property(l => l.Unit).UseCollation(Bytes);
            list.Property(l => l.Items).IsJson();
        });
        modelBuilder.Entity<InspectionPlan>(plan =>
        {
            plan.ToTable("inspection_plan").HasKey(p => new { p.Department, p.Year });
            plan.Property(p => p.Department).UseCollation(Bytes);
            plan.Property(p => p.Entries).IsJson();
            plan.Property(p => p.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<Inspection>(inspection =>
        {
            inspection.ToTable("inspection").HasKey(i => i.Id);
            inspection.Property(i => i.Unit).UseCollation(Bytes);
            inspection.Property(i => i.Items).IsJson();
            inspection.Ignore(i => i.Inspected);
            inspection.HasIndex(i => i.Unit);
            inspection.HasIndex(i => new { i.By, i.Year });
            inspection.HasIndex(i => i.ToOn);
        });
        modelBuilder.Entity<RecordedObjection>(objection =>
        {
            objection.ToTable("recorded_objection").HasKey(o => o.Id);
            objection.HasIndex(o => o.Unit);
        });
        modelBuilder.Entity<Case>(accused =>
        {
            accused.ToTable("case_file").HasKey(c => c.Id); // "case" is a word of SQL.
            accused.Property(c => c.Area).UseCollation(Bytes);
            accused.Property(c => c.Duty).IsJson();
            accused.Property(c => c.Evidence).IsJson();
            accused.Property(c => c.Proposal!).IsJson();
            accused.Property(c => c.Steps).IsJson();
            accused.Property(c => c.Version).IsConcurrencyToken();
            accused.HasIndex(c => c.Area);
            accused.HasIndex(c => c.Unit);
        });
        KeptFromOthers(modelBuilder);
    }

    /// <summary>What the others told.</summary>
    private static void KeptFromOthers(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Place>(place =>
        {
            place.ToTable("place").HasKey(p => p.Code);
            place.Property(p => p.Code).UseCollation(Bytes);
        });
        modelBuilder.Entity<OrgUnit>(unit => unit.ToTable("org_unit").HasKey(u => u.Code));
        modelBuilder.Entity<Assignment>(assignment =>
        {
            assignment.ToTable("assignment").HasKey(a => a.Id);
            assignment.Property(a => a.Id).ValueGeneratedNever();
            assignment.HasIndex(a => a.Unit);
            assignment.HasIndex(a => a.Person);
        });
        modelBuilder.Entity<Filing>(filing =>
        {
            filing.ToTable("filing").HasKey(f => f.Id);
            filing.Property(f => f.Unit).UseCollation(Bytes);
            filing.HasIndex(f => new { f.Unit, f.SubmittedAt });
        });
    }
}
