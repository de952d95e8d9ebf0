using Datarun.Accountability.Reactions;
using Datarun.Accountability.Storage;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Accountability.Objections;

/// <summary>The objections of a unit.</summary>
public static class ListObjections
{
    /// <summary>What a unit put on record, oldest first; itself, units above it, and who decides or audits in its area may read.</summary>
    public static async Task<Ok<Page<RecordedObjection>>> HandleAsync(
        string unit, [AsParameters] PageQuery page, Caller caller, AccountabilityDb db, Units units, CancellationToken cancel)
    {
        var known = await units.MustKnowAsync(unit, "?unit", cancel);
        if (caller.Is(Role.DECIDER) || caller.Is(Role.AUDITOR)) known.MustLieInAreaOf(caller);
        else if (!caller.Covers(unit)) caller.MustCover(known.Area);
        var objections = db.Objections.AsNoTracking().Where(o => o.Unit == unit);
        if (page.AfterId() is { } after) objections = objections.Where(o => o.Id > after);
        return TypedResults.Ok(page.Of(await objections.OrderBy(o => o.Id).Take(page.Size + 1).ToListAsync(cancel), o => [o.Id.ToString()]));
    }
}
