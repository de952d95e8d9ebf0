using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.BurdenBudgets;

public static class PutDepartmentBudget
{
    private const int Most = 100_000_000; // All villages of the largest county for a whole month of working hours are a tenth of it.

    /// <summary>
    /// Sets what a department may ask in a month of all units of one county together, from a day on, as the authority of its area or of one
    /// above; never as the department itself. The rest is as for the week of a unit.
    /// </summary>
    /// <param name="department">A body.</param>
    /// <param name="validFrom">First day.</param>
    public static async Task<Results<Created<BudgetDecision>, Ok<BudgetDecision>, Refused>> HandleAsync(
        string department, DateOnly validFrom, BudgetBody body, Caller caller, CatchUp catchUp, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        var today = clock.Today();
        var check = body.Check(validFrom, Most, today).That(OrgUnitCode.TryParse(department, out _), "?department", CommonProblems.CodeInvalid, department);
        if (!check.Passes) return check.Refused;
        await catchUp.WithAsync(cancel, "rosters");
        if (await FindPlaces.AreaOfAsync(work.Connection, department, cancel) is not { } area) return ReportsProblems.UnitUnknown.At("?department", department);
        if (!caller.AreaCovers(area)) return BudgetProblems.NotYourArea.At("?department", department);
        if (!caller.IsAdministrator && caller.Unit == department) return BudgetProblems.OfOwnBody.At("?department", department);
        return await KeepBudget.RunAsync(
            new BudgetDecision(BudgetKind.DEPARTMENT_MONTH, department, null, validFrom, body.ValidTo, body.Minutes, Text.Clean(body.Reason)!, Text.Clean(body.Basis)!,
                KeepBudget.AuthorityOf(caller), caller.Unit, clock.GetUtcNow(), 0), today, work, context, cancel);
    }
}
