using Datarun.Rosters.Overtime;
using Datarun.Rosters.People;
using Datarun.Rosters.Shifts;
using Datarun.Rosters.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Rosters.CompTime;

internal static class TakeTimeOff
{
    /// <summary>When time off is taken.</summary>
    /// <param name="Day">A workday; past or to come.</param>
    /// <param name="Minutes">How long; with what is taken already that day at most a legal workday.</param>
    public sealed record Body(DateOnly Day, int Minutes);

    /// <summary>
    /// Takes time off for overtime that was worked and approved, the oldest first, also what is past its use-by date. Refused is what is not owed, what does not fit into the workday, and a day on
    /// which the person has a shift.
    /// </summary>
    /// <param name="id">Opaque id of the person.</param>
    public static async Task<Results<Created<TimeOffAnswer>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, RostersDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        // The person is held until the end: what is owed is taken once.
        if (await HoldPerson.HomeOfAsync(work.Connection, id, cancel) is not { } home) return RostersProblems.PersonUnknown.Refuse();
        await PeopleInArea.MustCoverAsync(work.Connection, caller, home, cancel);
        var (today, workday) = (clock.Today(), SettleDays.Workday(rules, clock.Today()));
        var rule = rules.Get(SettleDays.LegalWorkday, today);
        var check = new Check()
            .DayInRange(body.Day, rules, today)
            .That(body.Minutes >= 1 && body.Minutes <= workday, "/minutes", RostersProblems.MinutesOutOfRange, $"1–{workday}", rule);
        if (!check.Passes) return check.Refused;
        if (!calendar.IsWorkday(body.Day)) return RostersProblems.TimeOffNotOnWorkday.At("/day", calendar.KindOf(body.Day).ToString());

        var taken = await db.TimeOff.Where(t => t.Person == id && t.Day == body.Day && t.CancelReason == null).SumAsync(t => t.Minutes, cancel);
        if (taken + body.Minutes > workday) return RostersProblems.TimeOffDayFull.At("/minutes", $"≤ {workday - taken}").With("taken", taken).With("rule", rule.Reference);
        var (begin, end) = (ChinaDay.StartOf(body.Day).ToUniversalTime(), ChinaDay.StartOf(body.Day.AddDays(1)).ToUniversalTime());
        // A duty that began the day before ends in the morning: the day after it is when people take time off.
        var shift = await db.Shifts.AsNoTracking().Where(s => s.Person == id && s.State == ShiftState.PLANNED && s.FromAt >= begin && s.FromAt < end).OrderBy(s => s.FromAt).FirstOrDefaultAsync(cancel);
        if (shift is not null)
        {
            var refused = RostersProblems.TimeOffMeetsShift.At("/day");
            return await PeopleInArea.CoversAsync(work.Connection, caller, shift.Unit, cancel) ? refused.With("shift", ShiftAnswer.Of(shift)) : refused;
        }

        var owed = await db.OvertimeEntries
            .Where(e => e.Person == id && e.State == OvertimeState.APPROVED && !e.Provisional && e.Minutes > e.Taken + e.Converted && e.LastOn <= today && e.Day <= body.Day)
            .OrderBy(e => e.Day).ThenBy(e => e.FromAt).ThenBy(e => e.Id).ToListAsync(cancel);
        if (owed.Sum(e => e.Left) is var all && all < body.Minutes) return RostersProblems.CompTimeExceeded.At("/minutes", $"≤ {all}").With("owed", all);
        var time = db.TimeOff.Add(new TimeOff
        {
            Id = Guid.CreateVersion7(), Person = id, Day = body.Day, Minutes = body.Minutes, Credits = TakeOldest(owed, body.Minutes), EnteredAt = clock.GetUtcNow(), Version = 1,
        }).Entity;
        ETags.Give(context, time.Version);
        return TypedResults.Created($"/api/rosters/v1/comp-time/time-off/{time.Id}", TimeOffAnswer.Of(time));
    }

    /// <summary>Takes so many minutes from the entries in their order.</summary>
    private static List<CreditPart> TakeOldest(IReadOnlyList<OvertimeEntry> owed, int minutes)
    {
        var parts = new List<CreditPart>();
        foreach (var entry in owed)
        {
            if (minutes == 0) break;
            var part = Math.Min(minutes, entry.Left);
            entry.Taken += part;
            minutes -= part;
            parts.Add(new(entry.Id, part));
        }
        return parts;
    }
}
