using Datarun.Rosters.CompTime;
using Datarun.Rosters.Overtime;
using Datarun.Rosters.People;
using Datarun.Rosters.Shifts;
using Datarun.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Rosters.Storage;

/// <summary>Shifts, overtime, time off and allowance claims.</summary>
internal static class DutyTables
{
    private const string Bytes = "C"; // As in RostersDb.

    public static void Map(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Shift>(shift =>
        {
            shift.ToTable("shift").HasKey(s => s.Id);
            shift.Property(s => s.Id).ValueGeneratedNever();
            shift.Property(s => s.Unit).UseCollation(Bytes);
            shift.HasOne<Person>().WithMany().HasForeignKey(s => s.Person).OnDelete(DeleteBehavior.Restrict);
            shift.HasIndex(s => new { s.Person, s.FromAt });
            shift.HasIndex(s => new { s.Unit, s.FromAt });
        });
        modelBuilder.Entity<OvertimeEntry>(entry =>
        {
            entry.ToTable("overtime_entry").HasKey(e => e.Id);
            entry.Property(e => e.Id).ValueGeneratedNever();
            entry.Property(e => e.Unit).UseCollation(Bytes);
            entry.Property(e => e.Days).IsJson();
            entry.Property(e => e.Decisions).IsJson();
            entry.Property(e => e.UseByRule).IsJson();
            entry.Ignore(e => e.Hours).Ignore(e => e.Left);
            entry.HasOne<Person>().WithMany().HasForeignKey(e => e.Person).OnDelete(DeleteBehavior.Restrict);
            entry.HasIndex(e => new { e.Person, e.Day });
            entry.HasIndex(e => new { e.Unit, e.Day });
            entry.HasIndex(e => e.Person).HasFilter("provisional").HasDatabaseName("ix_overtime_entry_provisional");
        });
        modelBuilder.Entity<TimeOff>(time =>
        {
            time.ToTable("time_off").HasKey(t => t.Id);
            time.Property(t => t.Id).ValueGeneratedNever();
            time.Property(t => t.Credits).IsJson();
            time.HasOne<Person>().WithMany().HasForeignKey(t => t.Person).OnDelete(DeleteBehavior.Restrict);
            time.HasIndex(t => new { t.Person, t.Day });
        });
        modelBuilder.Entity<AllowanceClaim>(claim =>
        {
            claim.ToTable("allowance_claim").HasKey(c => c.Id);
            claim.Property(c => c.Id).ValueGeneratedNever();
            claim.Property(c => c.Unit).UseCollation(Bytes);
            claim.HasOne<Person>().WithMany().HasForeignKey(c => c.Person).OnDelete(DeleteBehavior.Restrict);
            claim.HasOne<OvertimeEntry>().WithMany().HasForeignKey(c => c.Entry).OnDelete(DeleteBehavior.Restrict);
            claim.HasIndex(c => new { c.Person, c.Id });
            claim.HasIndex(c => new { c.Unit, c.Id });
        });
    }
}
