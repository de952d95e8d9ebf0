using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Admission;

/// <summary>A department has a budget of minutes a month, and a village a limit of minutes a week over all departments together.</summary>
public static class BurdenBudgetExceeded
{
    private const string OfDepartment = "form.burden.department.month";
    private const string OfVillage = "form.burden.village.week";

    public static AdmissionRule Rule { get; } = new(
        "BURDEN_BUDGET_EXCEEDED", "本地政策(可配置)",
        "超出填报时间预算({0} 分钟)。",
        "It exceeds the budget of filing time ({0} minutes).",
        Find);

    /// <summary>Minutes that the department has left in a month once this form is admitted.</summary>
    public static long LeftInMonth(AdmissionFacts facts) => (long)Math.Floor(
        facts.Rule(OfDepartment).Int
        - facts.Minutes * PerMonth(facts.Form.Frequency)
        - facts.Others.Where(o => o.Department == facts.Form.Department).Sum(o => Math.Ceiling(o.MinutesPerUnit * o.Units) * PerMonth(o.Frequency)));

    private static IEnumerable<Finding> Find(AdmissionFacts facts)
    {
        // A form that asks nothing new costs nothing; it is not to blame for a budget that others used up.
        if (facts.Asked == 0) yield break;
        var (department, village) = (facts.Rule(OfDepartment), facts.Rule(OfVillage));
        if (LeftInMonth(facts) < 0) yield return new Finding(null, department, department.Int);
        else if (facts.Form.Level == DivisionLevel.VILLAGE && OfOneVillage(facts) > village.Int) yield return new Finding(null, village, village.Int);
    }

    /// <summary>Minutes a week of the village that is asked most: forms of the places above ask every one, those of places below only their own.</summary>
    private static decimal OfOneVillage(AdmissionFacts facts)
    {
        var others = facts.Others.Where(o => o.Level == DivisionLevel.VILLAGE).Select(o => (o.Area, Week: o.MinutesPerUnit * PerWeek(o.Frequency))).ToList();
        var above = others.Where(o => facts.Area.StartsWith(o.Area, StringComparison.Ordinal)).Sum(o => o.Week);
        var below = others.Where(o => o.Area.Length > facts.Area.Length).Select(o => o.Area).Distinct()
            .Select(place => others.Where(o => o.Area.Length > facts.Area.Length && place.StartsWith(o.Area, StringComparison.Ordinal)).Sum(o => o.Week))
            .DefaultIfEmpty(0).Max();
        return facts.MinutesPerUnit * PerWeek(facts.Form.Frequency) + above + below;
    }

    // Periods a month and a week; what is asked once, or on an event, is counted as once in its month.
    private static decimal PerMonth(Frequency frequency) => frequency switch
    {
        Frequency.DAILY => 30, Frequency.WEEKLY => 52m / 12, Frequency.TEN_DAY => 3, Frequency.QUARTERLY => 1m / 3,
        Frequency.HALF_YEARLY => 1m / 6, Frequency.YEARLY => 1m / 12, _ => 1,
    };

    private static decimal PerWeek(Frequency frequency) => frequency switch
    {
        Frequency.DAILY => 7, Frequency.WEEKLY => 1, Frequency.TEN_DAY => 0.7m, _ => PerMonth(frequency) * 12 / 52,
    };
}
