using Datarun.Reports.BurdenBudgets;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Npgsql;

namespace Datarun.Reports.Burden;

public static class GetBurden
{
    /// <summary>What was asked and what it cost.</summary>
    /// <param name="Asked">Cells asked for, over all requests.</param>
    /// <param name="Typed">Cells that people typed.</param>
    /// <param name="Reused">Cells delivered from what was known, in filings and in tasks that were complete by themselves.</param>
    /// <param name="Minutes">Estimated minutes of what was typed.</param>
    /// <param name="MinutesSaved">Estimated minutes of what was delivered.</param>
    /// <param name="Budget">Minutes that may be asked: of a village in a week, or by a department in a month.</param>
    /// <param name="Rule">The rule, or the decision of an authority, that sets the budget.</param>
    public sealed record Answer(long Asked, long Typed, long Reused, decimal Minutes, decimal MinutesSaved, int Budget, RuleReference Rule);

    /// <summary>The burden of a unit with everything below it, or the one that a department causes. One of the two is named.</summary>
    /// <param name="unit">A place.</param>
    /// <param name="department">A body.</param>
    public static async Task<Answer> HandleAsync(
        string? unit, string? department, NpgsqlDataSource database, Rules rules, TimeProvider clock, CancellationToken cancel)
    {
        var place = unit is null ? Place.Read(Place.Country) : Place.Read(unit);
        if ((unit is null) == (department is null) || place is null) throw CommonProblems.ParameterInvalid.At("?unit", "?unit | ?department").AsException();
        var today = clock.Today();
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (unit is not null && unit != Place.Country && !await FindPlaces.IsKnownAsync(connection, place, cancel)) throw ReportsProblems.UnitUnknown.At("?unit", unit).AsException();
        if (department is not null && await FindPlaces.AreaOfAsync(connection, department, cancel) is null) throw ReportsProblems.UnitUnknown.At("?department", department).AsException();
        var asked = await ReadBurden.OfAsync(new BurdenScope(place, department), today, connection, cancel);
        var budgets = await ReadBudgets.OfAsync(place, DivisionLevel.VILLAGE, department, rules, connection, cancel);
        var budget = department is null ? budgets.OfUnit(place.Code, DivisionLevel.VILLAGE, today)! : budgets.OfDepartment(department, today);
        return new Answer(
            asked.Sum(r => r.Asked), asked.Sum(r => r.Typed), asked.Sum(r => r.Reused), Math.Round(asked.Sum(r => r.Minutes), 2), Math.Round(asked.Sum(r => r.MinutesSaved), 2),
            budget.Minutes, budget.Rule);
    }
}
