using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.BurdenBudgets;

public static class PutUnitBudget
{
    private const int MinutesOfAWeek = 7 * 24 * 60;

    /// <summary>
    /// Sets what may be asked of one unit in a week by all departments together: of every unit of a level in a place, from a day on, as the
    /// authority of the place or of one above. What an authority above has set stays a ceiling. Other numbers for a day that is over are
    /// BUDGET_REACHES_BACK; to end one, send it again with <c>validTo</c>. The same again changes nothing.
    /// </summary>
    /// <param name="area">A place; CN for an administrator.</param>
    /// <param name="level">Whose week: units of this level.</param>
    /// <param name="validFrom">First day.</param>
    public static async Task<Results<Created<BudgetDecision>, Ok<BudgetDecision>, Refused>> HandleAsync(
        string area, DivisionLevel level, DateOnly validFrom, BudgetBody body, Caller caller, CatchUp catchUp, UnitOfWork work, TimeProvider clock, HttpContext context,
        CancellationToken cancel)
    {
        var (place, today) = (Place.Read(area), clock.Today());
        var check = body.Check(validFrom, MinutesOfAWeek, today)
            .That(place is not null, "?area", CommonProblems.CodeInvalid, area)
            .That(Enum.IsDefined(level), "?level", ReportsProblems.OutOfBounds, level.ToString())
            .That(place is null || area == Place.Country || area.Length <= Place.DigitsOf(level), "?level", BudgetProblems.LevelAboveScope, level.ToString());
        if (!check.Passes) return check.Refused;
        if (!caller.AreaCovers(area)) return BudgetProblems.NotYourArea.At("?area", area);
        await catchUp.WithAsync(cancel, "rosters");
        if (area != Place.Country && !await FindPlaces.IsKnownAsync(work.Connection, place!, cancel)) return ReportsProblems.UnitUnknown.At("?area", area);
        return await KeepBudget.RunAsync(
            new BudgetDecision(BudgetKind.UNIT_WEEK, area, level, validFrom, body.ValidTo, body.Minutes, Text.Clean(body.Reason)!, Text.Clean(body.Basis)!,
                KeepBudget.AuthorityOf(caller), caller.Unit, clock.GetUtcNow(), 0), today, work, context, cancel);
    }
}
