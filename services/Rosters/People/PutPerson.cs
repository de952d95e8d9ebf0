using Datarun.Rosters.Storage;
using Datarun.Rosters.Units;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Rosters.People;

internal static class PutPerson
{
    /// <summary>What is kept of a person.</summary>
    /// <param name="Name">Full Unicode.</param>
    /// <param name="Unit">Home unit: a division's or a body's code.</param>
    /// <param name="CitizenId">Citizen number, GB 11643; stays as it is when not given.</param>
    public sealed record Body(string Name, OrgUnitCode Unit, string? CitizenId = null);

    /// <summary>Registers a person under an opaque id of the caller's choice (201), or changes it (200). The citizen number is answered masked.</summary>
    public static async Task<Results<Created<PersonAnswer>, Ok<PersonAnswer>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, RostersDb db, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        var unit = body.Unit.ToString();
        var place = await UnitPlaces.FindAsync(work.Connection, body.Unit, cancel);
        if (place is not null && !caller.AreaCovers(place)) return RostersProblems.DivisionOutsideYourArea.Refuse().With("unit", unit).With("yours", caller.Unit);
        var (check, number) = (new Check(), default(CitizenId));
        var name = NameText.In(check, body.Name, "/name");
        check.That(place is not null, "/unit", RostersProblems.UnitUnknown, unit)
            .That(body.CitizenId is null || CitizenId.TryParse(body.CitizenId, out number), "/citizenId", RostersProblems.CitizenIdInvalid);
        if (!check.Passes) return check.Refused;
        var citizenId = body.CitizenId is null ? null : number.Reveal();
        if (citizenId is not null && await db.People.AnyAsync(p => p.CitizenId == citizenId && p.Id != id, cancel)) return RostersProblems.CitizenIdTaken.At("/citizenId");

        var person = await db.People.FromSql($"SELECT * FROM person WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancel);
        if (person is not null) await PeopleInArea.MustCoverAsync(work.Connection, caller, person.Unit, cancel);
        ETags.Match(context, person?.Version ?? 0);
        if (person?.Unit != unit) await EndedPlaces.MustLastUntilAsync(work.Connection, place!, clock.Today(), "/unit", cancel);
        var created = person is null;
        person ??= db.People.Add(new Person { Id = id, Name = name, CitizenId = citizenId, Unit = unit, Version = 1 }).Entity;
        person.Change(name, citizenId, unit);
        ETags.Give(context, person.Version);
        return created ? TypedResults.Created(context.Request.Path, PersonAnswer.Of(person)) : TypedResults.Ok(PersonAnswer.Of(person));
    }
}
