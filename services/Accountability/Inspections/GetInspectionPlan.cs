using Datarun.Accountability.Storage;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Accountability.Inspections;

/// <summary>A department's inspection plan of a year.</summary>
public static class GetInspectionPlan
{
    /// <summary>The plan; NOT_FOUND where none was filed.</summary>
    public static async Task<Ok<InspectionPlanView>> HandleAsync(string department, int year, HttpContext context, AccountabilityDb db, CancellationToken cancel)
    {
        var plan = await db.InspectionPlans.AsNoTracking().SingleOrDefaultAsync(p => p.Department == department && p.Year == year, cancel);
        if (plan is null) throw CommonProblems.NotFound.Refuse().AsException();
        ETags.Give(context, plan.Version);
        return TypedResults.Ok(InspectionPlanView.Of(plan));
    }
}
