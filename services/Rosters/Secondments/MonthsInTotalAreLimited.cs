namespace Datarun.Rosters.Secondments;

/// <summary>
/// With all renewals a person is away no longer than so many calendar months. What lies before or after counts too, unless the person was back in between for
/// as long as the rule on repetition wants. Rule secondment.total.max.
/// </summary>
public static class MonthsInTotalAreLimited
{
    public static SecondmentGround? Check(SecondmentFacts facts)
    {
        if (facts.Law.InTotal is not { } rule) return null;
        var latest = facts.Asked.FromOn.AddMonths(rule.Int).AddDays(-DaysOfOthers(facts));
        return facts.Asked.UntilOn <= latest ? null : new(SecondmentProblems.TooLongInTotal, "/until", $"≤ {latest:yyyy-MM-dd}", rule.Reference);
    }

    /// <summary>Days of those that count together with it, by the same clock: the first day is not counted.</summary>
    private static int DaysOfOthers(SecondmentFacts facts)
    {
        var cooldown = facts.Law.Cooldown?.Int ?? 0;
        var days = 0;
        var begins = facts.Asked.FromOn;
        foreach (var other in facts.Others.Where(o => o.FromOn < facts.Asked.FromOn).OrderByDescending(o => o.FromOn))
        {
            if (other.BackOn.AddMonths(cooldown) < begins) break;
            days += Days(other);
            begins = other.FromOn;
        }
        var back = facts.Asked.BackOn;
        foreach (var other in facts.Others.Where(o => o.FromOn > facts.Asked.FromOn).OrderBy(o => o.FromOn))
        {
            if (back.AddMonths(cooldown) < other.FromOn) break;
            days += Days(other);
            back = other.BackOn;
        }
        return days;
    }

    private static int Days(Secondment other) => other.BackOn.DayNumber - 1 - other.FromOn.DayNumber;
}
