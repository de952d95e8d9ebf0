using Datarun.Rosters.People;
using Datarun.Rosters.Shifts;
using Datarun.Rosters.Storage;
using Datarun.Rosters.Units;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Rosters.Overtime;

internal static class PutOvertimeEntry
{
    private const int LongestTask = 500; // Room for a paragraph.

    /// <summary>Work beyond the legal workday, done or ordered; times are those of China.</summary>
    /// <param name="Person">Id of a registered person; fixed once given.</param>
    /// <param name="Unit">For which unit: a division's or a body's code. The person holds a post there, above or below on that day.</param>
    /// <param name="Day">The day on which it begins.</param>
    /// <param name="From">When it begins, such as 19:00.</param>
    /// <param name="To">When it ends; at or before the time at which it begins, on the next day.</param>
    /// <param name="Task">What was to be done, up to 500 characters.</param>
    /// <param name="Ground">On which ground of the law; there is no overtime without.</param>
    /// <param name="OrdinaryMinutes">Minutes of the ordinary workday that the person worked beside all entries, on each day of it that is a workday: 480 for an evening after a full day in the office. Where it is left out, the entries of a workday are all that was worked on it.</param>
    public sealed record Body(Guid Person, OrgUnitCode Unit, DateOnly Day, ClockTime From, ClockTime To, string Task, OvertimeGround? Ground = null, int OrdinaryMinutes = 0);

    /// <summary>
    /// Enters overtime under an id of the caller's choice (201), or changes it while it is not approved (200). On a workday, make-up days included, counts what goes beyond the
    /// legal workday, over all posts and entries of the person together; on a rest day or a statutory holiday everything, each minute once. It stays UNRECOGNISED until it is approved.
    /// </summary>
    public static async Task<Results<Created<OvertimeAnswer>, Ok<OvertimeAnswer>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, RostersDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        var unit = body.Unit.ToString();
        var place = await UnitPlaces.FindAsync(work.Connection, body.Unit, cancel);
        if (place is not null && !caller.AreaCovers(place)) return RostersProblems.DivisionOutsideYourArea.Refuse().With("unit", unit).With("yours", caller.Unit);
        // The person is held until the end: what counts of one entry rests on the others of the day.
        var home = await HoldPerson.HomeOfAsync(work.Connection, body.Person, cancel);
        var (today, most) = (clock.Today(), SettleDays.Workday(rules, clock.Today()));
        var check = new Check()
            .That(home is not null, "/person", RostersProblems.PersonNotKnown)
            .That(place is not null, "/unit", RostersProblems.UnitUnknown, unit)
            .DayInRange(body.Day, rules, today)
            .That(body.Ground is not null, "/ground", RostersProblems.OvertimeGroundMissing, rule: rules.Get("work.overtime.grounds", today))
            .That(body.OrdinaryMinutes >= 0 && body.OrdinaryMinutes <= most, "/ordinaryMinutes", RostersProblems.OrdinaryMinutesOutOfRange, $"0–{most}", rules.Get(SettleDays.LegalWorkday, today))
            .Required(body.Task, "/task", LongestTask, lines: true);
        if (!check.Passes) return check.Refused;

        var entry = await db.OvertimeEntries.SingleOrDefaultAsync(e => e.Id == id, cancel);
        if (entry is not null) await PeopleInArea.MustCoverAsync(work.Connection, caller, entry.Unit, cancel);
        ETags.Match(context, entry?.Version ?? 0);
        if (entry is not null && entry.Person != body.Person) return RostersProblems.OvertimeFixed.Refuse();
        var (created, hours, task) = (entry is null, DutyHours.Of(body.Day, body.From, body.To), Text.Clean(body.Task)!);
        DateOnly[] days = entry is null ? [body.Day, hours.LastOn] : [body.Day, hours.LastOn, entry.Day, entry.LastOn];
        var (approved, ground) = (entry?.State == OvertimeState.APPROVED, body.Ground!.Value);
        entry ??= db.OvertimeEntries.Add(new OvertimeEntry { Id = id, Person = body.Person, Unit = "", Task = "" }).Entity;
        if (entry.Change(unit, body.Day, hours, ground, task, body.OrdinaryMinutes))
        {
            if (approved) return RostersProblems.OvertimeApproved.Refuse();
            await EndedPlaces.MustLastUntilAsync(work.Connection, place!, body.Day, "/unit", cancel);
            if (!await HoldsPostThere.OnAsync(work.Connection, body.Person, place!, body.Day, cancel)) return RostersProblems.NotOnPostThere.At("/unit", unit);
            await SettleDays.RunAsync(db, body.Person, days, calendar, rules, cancel);
        }
        ETags.Give(context, entry.Version);
        var answer = OvertimeAnswer.Of(entry, rules);
        return created ? TypedResults.Created(context.Request.Path, answer) : TypedResults.Ok(answer);
    }
}
