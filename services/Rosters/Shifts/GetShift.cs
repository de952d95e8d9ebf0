using Datarun.Rosters.People;
using Datarun.Rosters.Storage;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Datarun.Rosters.Shifts;

internal static class GetShift
{
    /// <summary>A shift by its id.</summary>
    public static async Task<Results<Ok<ShiftAnswer>, Refused>> HandleAsync(
        Guid id, Caller caller, RostersDb db, NpgsqlDataSource data, HttpContext context, CancellationToken cancel)
    {
        if (await db.Shifts.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancel) is not { } shift) return RostersProblems.ShiftUnknown.Refuse();
        await using var connection = await data.OpenConnectionAsync(cancel);
        await PeopleInArea.MustCoverAsync(connection, caller, shift.Unit, cancel);
        ETags.Give(context, shift.Version);
        return TypedResults.Ok(ShiftAnswer.Of(shift));
    }
}
