using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.BurdenBudgets;

/// <summary>The budget that holds.</summary>
/// <param name="Minutes">How much may be asked.</param>
/// <param name="Rule">What it rests on: a rule, or the decision of an authority.</param>
/// <param name="Decision">The decision; null where the rule holds.</param>
public sealed record BudgetInForce(int Minutes, RuleReference Rule, BudgetDecision? Decision = null);

/// <summary>
/// Says which budget holds. Pure. Of each authority its decision for the narrowest place counts, and of several for the same place the
/// latest to begin; among authorities the tightest holds, so that nobody below loosens what was set above. Where nobody decided, the rule holds.
/// </summary>
/// <param name="decisions">The newest version of every decision that may matter.</param>
/// <param name="rules">The rules.</param>
public sealed class Budgets(IReadOnlyList<BudgetDecision> decisions, Rules rules)
{
    /// <summary>Minutes that one department may ask of one county in a month.</summary>
    public const string OfDepartmentRule = "form.burden.department.month";

    /// <summary>The rule that limits the week of a unit of this level; null where none does.</summary>
    public static string? OfWeekRule(DivisionLevel level) => level switch
    {
        DivisionLevel.VILLAGE => "form.burden.village.week", DivisionLevel.TOWNSHIP => "form.burden.township.week", _ => null,
    };

    /// <summary>What one unit of the level in this place may be asked in a week; null where nothing limits it.</summary>
    public BudgetInForce? OfUnit(string place, DivisionLevel level, DateOnly day) =>
        Tightest(decisions.Where(d => d.Level == level && d.Covers(place)), day) ?? (OfWeekRule(level) is { } id ? OfRule(id, day) : null);

    /// <summary>What a department may ask in a month.</summary>
    public BudgetInForce OfDepartment(string department, DateOnly day) =>
        Tightest(decisions.Where(d => d.Level is null && d.Scope == department), day) ?? OfRule(OfDepartmentRule, day)!;

    /// <summary>Places that have a budget of their own for units of the level.</summary>
    public IEnumerable<string> Places(DivisionLevel level) => decisions.Where(d => d.Level == level).Select(d => d.Scope).Distinct();

    private static BudgetInForce? Tightest(IEnumerable<BudgetDecision> about, DateOnly day) => about.Where(d => d.IsInForce(day))
        .GroupBy(d => d.Authority, StringComparer.Ordinal)
        .Select(own => own.OrderByDescending(d => d.Scope == Reports.Places.Place.Country ? 0 : d.Scope.Length).ThenByDescending(d => d.ValidFrom).First())
        .OrderBy(d => d.Minutes).ThenBy(d => d.Authority.Length).Select(d => new BudgetInForce(d.Minutes, d.Reference, d)).FirstOrDefault();

    // Before the rule there was none.
    private BudgetInForce? OfRule(string id, DateOnly day) => rules.Find(id, day) is { } rule ? new BudgetInForce(rule.Int, rule.Reference) : null;
}
