using Datarun.Rosters.Assignments;
using Datarun.Rosters.CompTime;
using Datarun.Rosters.Divisions;
using Datarun.Rosters.Headcounts;
using Datarun.Rosters.OrgUnits;
using Datarun.Rosters.Overtime;
using Datarun.Rosters.People;
using Datarun.Rosters.Posts;
using Datarun.Rosters.Shifts;
using Datarun.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Rosters.Storage;

/// <summary>Divisions, bodies, posts, people and assignments, with shifts, overtime and comp time.</summary>
public sealed class RostersDb(DbContextOptions<RostersDb> options) : ServiceDb(options)
{
    // Codes compare by bytes, so that a place and everything below it is one range of an index.
    private const string Bytes = "C";

    // Level follows from the code's length, as in DivisionCode.
    private const string LevelOfCode =
        "CASE length(code) WHEN 2 THEN 'PROVINCE' WHEN 4 THEN 'CITY' WHEN 6 THEN 'COUNTY' WHEN 9 THEN 'TOWNSHIP' ELSE 'VILLAGE' END";

    public DbSet<OrgUnit> OrgUnits => Set<OrgUnit>();

    public DbSet<Post> Posts => Set<Post>();

    public DbSet<Person> People => Set<Person>();

    public DbSet<Assignment> Assignments => Set<Assignment>();

    public DbSet<Shift> Shifts => Set<Shift>();

    public DbSet<OvertimeEntry> OvertimeEntries => Set<OvertimeEntry>();

    public DbSet<TimeOff> TimeOff => Set<TimeOff>();

    public DbSet<AllowanceClaim> AllowanceClaims => Set<AllowanceClaim>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Division>(division =>
        {
            division.ToTable("division").HasKey(d => d.Code);
            division.Property(d => d.Code).UseCollation(Bytes);
            division.Property(d => d.Level).HasComputedColumnSql(LevelOfCode, stored: true);
            division.HasIndex(d => new { d.Level, d.Code });
        });
        modelBuilder.Entity<FormerDivision>(former =>
        {
            former.ToTable("former_division").HasKey(f => new { f.Code, f.Version });
            former.Property(f => f.Code).UseCollation(Bytes);
        });
        modelBuilder.Entity<OrgUnit>(unit =>
        {
            unit.ToTable("org_unit").HasKey(u => u.Code);
            unit.Property(u => u.Code).UseCollation(Bytes);
            unit.Property(u => u.Division).UseCollation(Bytes);
            unit.HasIndex(u => u.Division);
        });
        modelBuilder.Entity<Post>(post =>
        {
            post.ToTable("post").HasKey(p => p.Code);
            post.Property(p => p.Code).UseCollation(Bytes);
            post.Property(p => p.Unit).UseCollation(Bytes);
            post.HasIndex(p => p.Unit);
        });
        modelBuilder.Entity<Person>(person =>
        {
            person.ToTable("person").HasKey(p => p.Id);
            person.Property(p => p.Id).ValueGeneratedNever();
            person.HasIndex(p => p.CitizenId).IsUnique();
        });
        modelBuilder.Entity<Assignment>(assignment =>
        {
            assignment.ToTable("assignment").HasKey(a => a.Id);
            assignment.Property(a => a.Id).ValueGeneratedNever();
            assignment.Property(a => a.Post).UseCollation(Bytes);
            assignment.HasOne<Person>().WithMany().HasForeignKey(a => a.Person).OnDelete(DeleteBehavior.Restrict);
            assignment.HasOne<Post>().WithMany().HasForeignKey(a => a.Post).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<UnitVersion>(version =>
        {
            version.ToTable("unit_version").HasKey(v => v.Unit);
            version.Property(v => v.Unit).UseCollation(Bytes);
        });
        DutyTables.Map(modelBuilder);
    }
}
