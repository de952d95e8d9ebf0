using Datarun.ServiceDefaults.Law;

namespace Datarun.Accountability.Cases;

/// <summary>A clock of the rail before it runs.</summary>
/// <param name="Of">Which clock it is.</param>
/// <param name="Days">How many calendar days.</param>
/// <param name="Rule">The rule.</param>
public sealed record ClockRule(Clock Of, int Days, RuleReference Rule);

/// <summary>The clocks of remedies, in calendar days (公务员法 第95、96条). The day of receipt is not counted; whether a rest day moves the end is a setting.</summary>
public static class Clocks
{
    private static readonly (Clock Of, string Rule)[] Named =
    [
        (Clock.APPLY_REVIEW, "civil.review.apply"), (Clock.DECIDE_REVIEW, "civil.review.decide"), (Clock.APPLY_APPEAL, "civil.appeal.direct"), (Clock.DECIDE_APPEAL, "civil.appeal.decide"),
    ];

    /// <summary>All of them, for the one who is told that a case is opened.</summary>
    public static IReadOnlyList<ClockRule> On(DateOnly day, Rules rules) =>
        [.. Named.Select(r => (r.Of, Rule: rules.Find(r.Rule, day))).Where(r => r.Rule is not null).Select(r => new ClockRule(r.Of, r.Rule!.Int, r.Rule.Reference))];

    /// <summary>A clock that runs from a day.</summary>
    public static StepDeadline From(DateOnly day, Clock of, string rule, Rules rules, WorkdayCalendar calendar)
    {
        var found = rules.Find(rule, day) ?? throw AccountabilityProblems.DateOutOfRange.At("/on", $"{day:yyyy-MM-dd}").AsException();
        return new(of, calendar.AddDays(day, found.Int, rules.Find("civil.remedy.restDayMovesEnd", day) is { Bool: true }).On, null, found.Reference);
    }
}
