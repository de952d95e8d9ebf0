using Datarun.Rosters.Storage;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Rosters.OrgUnits;

internal static class GetOrgUnit
{
    /// <summary>A body by its code.</summary>
    public static async Task<Results<Ok<OrgUnitAnswer>, Refused>> HandleAsync(OrgUnitCode code, RostersDb db, HttpContext context, CancellationToken cancel)
    {
        var key = code.ToString();
        if (await db.OrgUnits.AsNoTracking().SingleOrDefaultAsync(u => u.Code == key, cancel) is not { } unit) return RostersProblems.OrgUnitUnknown.Refuse();
        ETags.Give(context, unit.Version);
        return TypedResults.Ok(OrgUnitAnswer.Of(unit));
    }
}
