using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.BurdenBudgets;

public static class GetBudget
{
    /// <summary>The budget that holds on a day.</summary>
    /// <param name="Kind">UNIT_WEEK or DEPARTMENT_MONTH.</param>
    /// <param name="Of">The unit, the place whose units are meant, or the department.</param>
    /// <param name="Level">Level of the units; null for a department.</param>
    /// <param name="On">The day.</param>
    /// <param name="Minutes">How much may be asked; null where nothing limits units of this level.</param>
    /// <param name="Rule">What it rests on.</param>
    /// <param name="Decision">The decision of an authority; null where the rule holds.</param>
    public sealed record Answer(BudgetKind Kind, string Of, DivisionLevel? Level, DateOnly On, int? Minutes, RuleReference? Rule, BudgetDecision? Decision);

    /// <summary>What may be asked of a unit in a week by all departments together, and by which rule or decision.</summary>
    /// <param name="unit">A unit, or a place whose units are meant.</param>
    /// <param name="level">Level of the units; that of the unit itself where it is left out.</param>
    /// <param name="on">The day; today where it is left out.</param>
    public static async Task<Results<Ok<Answer>, Refused>> GetUnitAsync(
        string unit, DivisionLevel? level, DateOnly? on, NpgsqlDataSource database, Rules rules, TimeProvider clock, CancellationToken cancel)
    {
        if (!DivisionCode.TryParse(unit, out var division)) return CommonProblems.ParameterInvalid.At("?unit", RightForm.Of(nameof(DivisionCode)));
        var (of, day, place) = (level ?? division.Level, on ?? clock.Today(), Place.Read(unit)!);
        if (unit.Length > Place.DigitsOf(of)) return BudgetProblems.LevelAboveScope.At("?level", of.ToString());
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (!await FindPlaces.IsKnownAsync(connection, place, cancel)) return ReportsProblems.UnitUnknown.At("?unit", unit);
        var holds = (await ReadBudgets.OfAsync(place, of, null, rules, connection, cancel)).OfUnit(unit, of, day);
        return TypedResults.Ok(new Answer(BudgetKind.UNIT_WEEK, unit, of, day, holds?.Minutes, holds?.Rule, holds?.Decision));
    }

    /// <summary>What a department may ask in a month of all units of one county together, and by which rule or decision.</summary>
    /// <param name="department">A body.</param>
    /// <param name="on">The day; today where it is left out.</param>
    public static async Task<Results<Ok<Answer>, Refused>> GetDepartmentAsync(
        string department, DateOnly? on, NpgsqlDataSource database, Rules rules, TimeProvider clock, CancellationToken cancel)
    {
        if (!OrgUnitCode.TryParse(department, out _)) return CommonProblems.ParameterInvalid.At("?department", department);
        var day = on ?? clock.Today();
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (await FindPlaces.AreaOfAsync(connection, department, cancel) is null) return ReportsProblems.UnitUnknown.At("?department", department);
        var holds = (await ReadBudgets.OfAsync(null, DivisionLevel.VILLAGE, department, rules, connection, cancel)).OfDepartment(department, day);
        return TypedResults.Ok(new Answer(BudgetKind.DEPARTMENT_MONTH, department, null, day, holds?.Minutes, holds?.Rule, holds?.Decision));
    }
}
