using Datarun.Rosters.People;
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

namespace Datarun.Rosters.Shifts;

internal static class PutShift
{
    /// <summary>Who is on duty, where, for what and when; times are those of China.</summary>
    /// <param name="Person">Id of a registered person; fixed once given.</param>
    /// <param name="Unit">Where: a division's or a body's code. The person holds a post there, above or below on that day.</param>
    /// <param name="Duty">What for, such as 防汛值班.</param>
    /// <param name="Day">The day on which it begins.</param>
    /// <param name="From">When it begins, such as 08:30.</param>
    /// <param name="To">When it ends; at or before the time at which it begins, on the next day: 08:00 to 08:00 is 24 hours.</param>
    /// <param name="OnSite">Whether the person is bound to be there; false for who can be called.</param>
    public sealed record Body(Guid Person, OrgUnitCode Unit, string Duty, DateOnly Day, ClockTime From, ClockTime To, bool OnSite = true);

    /// <summary>
    /// Puts a person on duty under an id of the caller's choice (201), or changes the duty (200). One person is on site in one place at a time, over all posts and
    /// units, has no shift on a day of time off, and none at a place that has ended.
    /// </summary>
    public static async Task<Results<Created<ShiftAnswer>, Ok<ShiftAnswer>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, RostersDb db, UnitOfWork work, Rules rules, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        var unit = body.Unit.ToString();
        var place = await UnitPlaces.FindAsync(work.Connection, body.Unit, cancel);
        if (place is not null && !caller.AreaCovers(place)) return RostersProblems.DivisionOutsideYourArea.Refuse().With("unit", unit).With("yours", caller.Unit);
        // The person is held until the end: no other shift or time off of theirs comes in between.
        var home = await HoldPerson.HomeOfAsync(work.Connection, body.Person, cancel);
        var check = new Check();
        var duty = NameText.In(check, body.Duty, "/duty");
        check.That(home is not null, "/person", RostersProblems.PersonNotKnown)
            .That(place is not null, "/unit", RostersProblems.UnitUnknown, unit)
            .DayInRange(body.Day, rules, clock.Today());
        if (!check.Passes) return check.Refused;

        var shift = await db.Shifts.SingleOrDefaultAsync(s => s.Id == id, cancel);
        if (shift is not null) await PeopleInArea.MustCoverAsync(work.Connection, caller, shift.Unit, cancel);
        ETags.Match(context, shift?.Version ?? 0);
        if (shift is not null && shift.Person != body.Person) return RostersProblems.ShiftFixed.Refuse();
        if (shift?.State == ShiftState.CANCELLED) return RostersProblems.ShiftCancelled.Refuse();
        var (created, hours) = (shift is null, DutyHours.Of(body.Day, body.From, body.To));
        shift ??= db.Shifts.Add(new Shift { Id = id, Person = body.Person, Unit = unit, Duty = duty, FromAt = hours.FromAt, ToAt = hours.ToAt, OnSite = body.OnSite, Version = 1 }).Entity;
        if (shift.Change(unit, duty, hours, body.OnSite) || created)
        {
            await EndedPlaces.MustLastUntilAsync(work.Connection, place!, body.Day, "/unit", cancel);
            if (!await HoldsPostThere.OnAsync(work.Connection, body.Person, place!, body.Day, cancel)) return RostersProblems.NotOnPostThere.At("/unit", unit);
            if (await OnSiteOnceAtATime.RefuseAsync(shift, caller, db, work.Connection, cancel) is { } refused) return refused;
            if (await db.TimeOff.AnyAsync(t => t.Person == body.Person && t.Day == body.Day && t.CancelReason == null, cancel)) return RostersProblems.ShiftMeetsTimeOff.At("/day");
        }
        ETags.Give(context, shift.Version);
        return created ? TypedResults.Created(context.Request.Path, ShiftAnswer.Of(shift)) : TypedResults.Ok(ShiftAnswer.Of(shift));
    }
}
