using Datarun.Rosters.People;
using Datarun.Rosters.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Rosters.Shifts;

internal static class CancelShift
{
    /// <summary>Why a shift is called off.</summary>
    /// <param name="Reason">Up to 200 characters.</param>
    public sealed record Body(string Reason);

    /// <summary>Calls a shift off. It stays on record with the reason, and no longer stands in the way of others; once more changes nothing.</summary>
    public static async Task<Results<Ok<ShiftAnswer>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, RostersDb db, UnitOfWork work, HttpContext context, CancellationToken cancel)
    {
        if (await db.Shifts.FromSql($"SELECT * FROM shift WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancel) is not { } shift) return RostersProblems.ShiftUnknown.Refuse();
        await PeopleInArea.MustCoverAsync(work.Connection, caller, shift.Unit, cancel);
        ETags.Match(context, shift.Version);
        var check = new Check();
        var reason = NameText.In(check, body.Reason, "/reason");
        if (!check.Passes) return check.Refused;
        if (shift.State == ShiftState.PLANNED)
        {
            (shift.State, shift.CancelReason) = (ShiftState.CANCELLED, reason);
            shift.Version++;
        }
        ETags.Give(context, shift.Version);
        return TypedResults.Ok(ShiftAnswer.Of(shift));
    }
}
