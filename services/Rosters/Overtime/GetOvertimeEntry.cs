using Datarun.Rosters.People;
using Datarun.Rosters.Storage;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Datarun.Rosters.Overtime;

internal static class GetOvertimeEntry
{
    /// <summary>An overtime entry by its id.</summary>
    public static async Task<Results<Ok<OvertimeAnswer>, Refused>> HandleAsync(
        Guid id, Caller caller, RostersDb db, NpgsqlDataSource data, Rules rules, HttpContext context, CancellationToken cancel)
    {
        if (await db.OvertimeEntries.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancel) is not { } entry) return RostersProblems.OvertimeUnknown.Refuse();
        await using var connection = await data.OpenConnectionAsync(cancel);
        await PeopleInArea.MustCoverAsync(connection, caller, entry.Unit, cancel);
        ETags.Give(context, entry.Version);
        return TypedResults.Ok(OvertimeAnswer.Of(entry, rules));
    }
}
