using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Admission;

/// <summary>
/// A department has a budget of minutes a month in a county; a village and a township each have a limit of minutes a week over all
/// departments of all levels together: every ask may be acceptable, and their sum not.
/// </summary>
public static class BurdenBudgetExceeded
{
    private const string OfDepartment = "form.burden.department.month";

    public static AdmissionRule Rule { get; } = new(
        "BURDEN_BUDGET_EXCEEDED", "本地政策(可配置)",
        "超出填报时间预算({0} 分钟)。",
        "It exceeds the budget of filing time ({0} minutes).",
        Find, Waivable: true);

    /// <summary>Minutes that the department has left in a month once this form is admitted.</summary>
    public static long LeftInMonth(AdmissionFacts facts) => (long)Math.Floor(
        facts.Rule(OfDepartment).Int
        - Math.Ceiling(facts.MinutesPerUnit * facts.InCounty(facts.Form.Level, facts.Units)) * PerMonth(facts.Form.Frequency)
        - facts.Others.Where(o => o.Department == facts.Form.Department)
            .Sum(o => Math.Ceiling(o.MinutesPerUnit * facts.InCounty(o.Level, o.Units)) * PerMonth(o.Frequency)));

    private static IEnumerable<Finding> Find(AdmissionFacts facts)
    {
        // A form that asks nothing new costs nothing; it is not to blame for a budget that others used up.
        if (facts.Asked == 0) yield break;
        var department = facts.Rule(OfDepartment);
        if (LeftInMonth(facts) < 0) yield return new Finding(null, department, department.Int);
        if (OfWeek(facts.Form.Level) is { } id && facts.Rule(id) is var week && OfOneUnit(facts) > week.Int) yield return new Finding(null, week, week.Int);
    }

    /// <summary>The rule that limits the week of a unit of this level; null where none does.</summary>
    private static string? OfWeek(DivisionLevel level) => level switch
    {
        DivisionLevel.VILLAGE => "form.burden.village.week", DivisionLevel.TOWNSHIP => "form.burden.township.week", _ => null,
    };

    /// <summary>Minutes a week of the unit that is asked most: forms of the places above ask every one, those of places below only their own.</summary>
    private static decimal OfOneUnit(AdmissionFacts facts)
    {
        var others = facts.Others.Where(o => o.Level == facts.Form.Level).Select(o => (o.Area, Week: o.MinutesPerUnit * PerWeek(o.Frequency))).ToList();
        var above = others.Where(o => facts.Area.StartsWith(o.Area, StringComparison.Ordinal)).Sum(o => o.Week);
        var below = others.Where(o => o.Area.Length > facts.Area.Length).Select(o => o.Area).Distinct()
            .Select(place => others.Where(o => o.Area.Length > facts.Area.Length && place.StartsWith(o.Area, StringComparison.Ordinal)).Sum(o => o.Week))
            .DefaultIfEmpty(0).Max();
        return facts.MinutesPerUnit * PerWeek(facts.Form.Frequency) + above + below;
    }

    // Periods a month and a week; what is asked once, or on an event, is counted as once in its month.
    internal static decimal PerMonth(Frequency frequency) => frequency switch
    {
        Frequency.DAILY => 30, Frequency.WEEKLY => 52m / 12, Frequency.TEN_DAY => 3, Frequency.QUARTERLY => 1m / 3,
        Frequency.HALF_YEARLY => 1m / 6, Frequency.YEARLY => 1m / 12, _ => 1,
    };

    internal static decimal PerWeek(Frequency frequency) => frequency switch
    {
        Frequency.DAILY => 7, Frequency.WEEKLY => 1, Frequency.TEN_DAY => 0.7m, _ => PerMonth(frequency) * 12 / 52,
    };
}
