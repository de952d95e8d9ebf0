using Datarun.Rosters.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Law;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Rosters.Overtime;

/// <summary>Looks once a minute (<c>Deadlines:Seconds</c>) whether a year's holiday notice has come out, and counts again what was provisional for want of it.</summary>
public sealed class RecomputeOvertime(IServiceScopeFactory scopes, Rules rules, TimeProvider clock, IConfiguration configuration, ILogger<RecomputeOvertime> log) : BackgroundService
{
    private const int Batch = 200;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Periodically.RunAsync(
        TimeSpan.FromSeconds(configuration.GetValue("Deadlines:Seconds", 60.0)), clock,
        async cancel =>
        {
            while (await LookAsync(cancel)) { }
        },
        error => log.LogWarning(error, "Provisional overtime is counted again later"), stoppingToken);

    /// <summary>Counts again what the calendar can now say for certain; answers whether there may be more. People whom another holds are left to the next look.</summary>
    public async Task<bool> LookAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (work, db, calendar) = (scope.ServiceProvider.GetRequiredService<UnitOfWork>(), scope.ServiceProvider.GetRequiredService<RostersDb>(), scope.ServiceProvider.GetRequiredService<WorkdayCalendar>());
        var years = calendar.PublishedYears.ToArray();
        await work.BeginAsync(cancel);
        var people = await db.People.FromSql(
            $"""
            SELECT * FROM person WHERE id IN (
                SELECT person FROM overtime_entry WHERE provisional AND date_part('year', day)::integer = ANY({years}) AND date_part('year', last_on)::integer = ANY({years}))
            ORDER BY id LIMIT {Batch} FOR UPDATE SKIP LOCKED
            """).AsNoTracking().Select(p => p.Id).ToListAsync(cancel);
        if (people.Count == 0) return false;
        var certain = db.OvertimeEntries.Where(e => e.Provisional && people.Contains(e.Person) && years.Contains(e.Day.Year) && years.Contains(e.LastOn.Year));
        // Those beside them on the same days are counted again with them.
        var entries = await db.OvertimeEntries.Where(e => certain.Any(c => c.Person == e.Person && c.Day <= e.LastOn && c.LastOn >= e.Day)).ToListAsync(cancel);
        foreach (var of in entries.GroupBy(e => e.Person))
        {
            var all = of.ToList();
            foreach (var day in all.Where(e => e.Provisional && years.Contains(e.Day.Year) && years.Contains(e.LastOn.Year)).SelectMany(e => new[] { e.Day, e.LastOn }).Distinct().ToList())
                SettleDays.Settle(all, day, calendar, rules);
        }
        await work.CommitAsync(cancel);
        return people.Count == Batch;
    }
}
