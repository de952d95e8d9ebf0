using Datarun.Reports.BurdenBudgets;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Admission;

/// <summary>
/// A department has a budget of minutes a month in a county; a village and a township each have a limit of minutes a week over all
/// departments of all levels together: every ask may be acceptable, and their sum not.
/// </summary>
public static class BurdenBudgetExceeded
{
    public static AdmissionRule Rule { get; } = new(
        "BURDEN_BUDGET_EXCEEDED", "本地政策(可配置)",
        "超出填报时间预算:{0}。",
        "It exceeds the budget of filing time: {0}.",
        Find, Waivable: true);

    /// <summary>Minutes that the department has left in a month once this form is admitted.</summary>
    public static long LeftInMonth(AdmissionFacts facts)
    {
        decimal InMonth(decimal minutesPerUnit, DivisionLevel level, long units, Frequency frequency) =>
            Math.Ceiling(minutesPerUnit * facts.InCounty(level, units)) * PerMonth(frequency);

        var budget = facts.Budgets.OfDepartment(facts.Form.Department, facts.Today).Minutes;
        var ofThis = InMonth(facts.MinutesPerUnit, facts.Form.Level, facts.Units, facts.Form.Frequency);
        var ofOthers = facts.Others.Where(o => o.Department == facts.Form.Department).Sum(o => InMonth(o.MinutesPerUnit, o.Level, o.Units, o.Frequency));
        return (long)Math.Floor(budget - ofThis - ofOthers);
    }

    /// <summary>A week of the unit that has least left: forms of the places above ask every unit, those of places below only their own.</summary>
    public static WeekOfUnit? WeekOf(AdmissionFacts facts) => TightestUnit.Of(
        facts.Area, facts.MinutesPerUnit * PerWeek(facts.Form.Frequency),
        facts.Others.Where(o => o.Level == facts.Form.Level).Select(o => (o.Area, o.MinutesPerUnit * PerWeek(o.Frequency))),
        facts.Budgets, facts.Form.Level, facts.Today);

    private static IEnumerable<Finding> Find(AdmissionFacts facts)
    {
        // A form that asks nothing new costs nothing; it is not to blame for a budget that others used up.
        if (facts.Asked == 0) yield break;
        var month = facts.Budgets.OfDepartment(facts.Form.Department, facts.Today);
        if (LeftInMonth(facts) is < 0 and var left)
            yield return new Finding(Limit: $"本部门一个月 {month.Minutes - left} 分钟,预算 {month.Minutes} 分钟", Reference: month.Rule)
            {
                LimitEn = $"{month.Minutes - left} minutes of the department's month, of {month.Minutes}",
            };
        if (WeekOf(facts) is { IsOver: true } week)
            yield return new Finding(Limit: $"各部门合计对 {week.Place} 每个填报单位一周 {week.Minutes:0.##} 分钟,预算 {week.Budget} 分钟", Reference: week.Rule)
            {
                LimitEn = $"{week.Minutes:0.##} minutes of a unit's week in {week.Place}, over all departments, of {week.Budget}",
            };
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
