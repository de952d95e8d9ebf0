namespace Datarun.Rosters.Secondments;

/// <summary>
/// A secondment lasts no longer than so many calendar months, and a renewal adds no more: lent on 5 January for six months, its last day is 5 July; where a month
/// has no such day, it is the month's last (民法典 第202条). Rule secondment.default.max.
/// </summary>
public static class MonthsAreLimited
{
    public static SecondmentGround? Check(SecondmentFacts facts)
    {
        if (facts.Law.Longest is not { } rule) return null;
        var latest = facts.Renewal is { } renewal ? After(facts.Asked.FromOn, renewal.Was, rule.Int) : facts.Asked.FromOn.AddMonths(rule.Int);
        return facts.Asked.UntilOn <= latest ? null : new(SecondmentProblems.TooLong, "/until", $"≤ {latest:yyyy-MM-dd}", rule.Reference);
    }

    /// <summary>So many months after a last day. One that ended with a whole month of the first day's date goes on by that date: from 31 August over 28 February to 31 August.</summary>
    private static DateOnly After(DateOnly from, DateOnly was, int months)
    {
        var lasted = ((was.Year - from.Year) * 12) + was.Month - from.Month;
        return from.AddMonths(lasted) == was ? from.AddMonths(lasted + months) : was.AddMonths(months);
    }
}
