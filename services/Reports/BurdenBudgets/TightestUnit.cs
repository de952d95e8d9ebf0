using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.BurdenBudgets;

/// <summary>A week of the unit that has least left: what all departments of all levels together ask of it.</summary>
/// <param name="Place">The unit, or the place all of whose units are asked the same.</param>
/// <param name="Minutes">Minutes asked in the week.</param>
/// <param name="Budget">Minutes that may be asked.</param>
/// <param name="Rule">What the budget rests on.</param>
public sealed record WeekOfUnit(string Place, decimal Minutes, int Budget, RuleReference Rule)
{
    /// <summary>Whether more is asked than may be.</summary>
    public bool IsOver => Minutes > Budget;
}

/// <summary>
/// Finds, among the units that a form would ask, the one with least left in its week: every ask may be acceptable, and their sum not
/// (合成谬误). Pure. Units differ only where somebody asks a narrower place or a narrower place has a budget of its own; only those are looked at.
/// </summary>
public static class TightestUnit
{
    private static readonly int[] Digits = [2, 4, 6, 9, 12];

    /// <summary>The week of that unit; null where nothing limits it.</summary>
    /// <param name="area">Where the form would be asked.</param>
    /// <param name="own">Minutes a week that it adds.</param>
    /// <param name="asked">Minutes a week that are asked already, by the place that they are asked of; a place can come several times.</param>
    /// <param name="budgets">Which budget holds.</param>
    /// <param name="level">Level of the units.</param>
    /// <param name="day">On which day.</param>
    public static WeekOfUnit? Of(string area, decimal own, IEnumerable<(string Place, decimal Minutes)> asked, Budgets budgets, DivisionLevel level, DateOnly day)
    {
        var byPlace = asked.GroupBy(a => a.Place, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(a => a.Minutes), StringComparer.Ordinal);
        return byPlace.Keys.Concat(budgets.Places(level)).Where(place => IsBelow(place, area)).Append(area).Distinct()
            .Select(place => budgets.OfUnit(place, level, day) is { } budget
                ? new WeekOfUnit(place, Math.Round(own + Over(place).Sum(p => byPlace.GetValueOrDefault(p)), 2), budget.Minutes, budget.Rule) : null)
            .OfType<WeekOfUnit>().OrderByDescending(w => w.Minutes - w.Budget).ThenBy(w => w.Place, StringComparer.Ordinal).FirstOrDefault();
    }

    /// <summary>A place itself, every place above it, and the country.</summary>
    internal static IEnumerable<string> Over(string place) =>
        place == Places.Place.Country ? [place] : [Places.Place.Country, .. Digits.Where(d => d <= place.Length).Select(d => place[..d])];

    private static bool IsBelow(string place, string area) =>
        place != Places.Place.Country && place != area && (area == Places.Place.Country || place.StartsWith(area, StringComparison.Ordinal));
}
