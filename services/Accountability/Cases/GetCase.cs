using Datarun.Accountability.Storage;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Accountability.Cases;

/// <summary>One case.</summary>
public static class GetCase
{
    /// <summary>The case with rail, steps, deadlines, evidence and what may come next; for who decides or audits in its area.</summary>
    public static async Task<Ok<CaseView>> HandleAsync(Guid id, Caller caller, HttpContext context, AccountabilityDb db, Rules rules, TimeProvider clock, CancellationToken cancel)
    {
        var found = await db.Cases.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancel) ?? throw CommonProblems.NotFound.Refuse().AsException();
        if (!caller.AreaCovers(found.Area)) throw CommonProblems.OutsideYourUnit.Refuse().With("unit", found.Unit).With("yours", caller.Unit).AsException();
        ETags.Give(context, found.Version);
        return TypedResults.Ok(CaseView.Of(found, clock.Today(), rules));
    }
}
