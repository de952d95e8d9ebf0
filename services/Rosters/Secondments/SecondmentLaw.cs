using Datarun.ServiceDefaults.Law;

namespace Datarun.Rosters.Secondments;

/// <summary>The parameters of rules.json that a secondment is held to on a day; null where none was in force then.</summary>
/// <param name="FromBelow">Whether superiors may borrow from county level and below.</param>
/// <param name="Longest">Months that it lasts at most, and that a renewal adds at most.</param>
/// <param name="InTotal">Months that it lasts at most with all renewals.</param>
/// <param name="Cooldown">Months after a return in which the person is not lent again.</param>
public sealed record SecondmentLaw(Rule? FromBelow, Rule? Longest, Rule? InTotal, Rule? Cooldown)
{
    /// <summary>The rules of a day.</summary>
    public static SecondmentLaw On(DateOnly day, Rules rules) => new(
        rules.Find("secondment.fromCountyOrBelow", day), rules.Find("secondment.default.max", day), rules.Find("secondment.total.max", day), rules.Find("secondment.repeat.cooldown", day));

    /// <summary>All of them, for the answer that is given by them.</summary>
    public IReadOnlyList<RuleReference> References => [.. new[] { FromBelow, Longest, InTotal, Cooldown }.OfType<Rule>().Select(r => r.Reference)];
}

/// <summary>Until when a renewal may be asked for.</summary>
/// <param name="AskBy">The last day on which it is asked for in time.</param>
/// <param name="Provisional">Whether a counted day lies in a year whose holiday notice is not out yet.</param>
/// <param name="Rule">The rule and its version: that of the secondment's last day.</param>
public sealed record RenewalClock(DateOnly AskBy, bool Provisional, RuleReference Rule)
{
    /// <summary>The clock of a secondment that lasts until a day; null where no rule sets one.</summary>
    public static RenewalClock? Of(DateOnly until, Rules rules, WorkdayCalendar calendar)
    {
        if (rules.Find("secondment.renew.before", until) is not { } rule) return null;
        var due = calendar.AddWorkdays(until, -rule.Int);
        return new(due.On, due.Provisional, rule.Reference);
    }
}
