namespace Datarun.Rosters.Secondments;

/// <summary>After a return nobody is lent again for so many calendar months; the day of the return is not counted, and the last one is within them. Rule secondment.repeat.cooldown.</summary>
public static class NotLentAgainSoonAfterReturn
{
    public static SecondmentGround? Check(SecondmentFacts facts)
    {
        if (facts.Law.Cooldown is not { } rule) return null;
        if (facts.Others.Where(o => o.BackOn <= facts.Asked.FromOn).MaxBy(o => o.BackOn) is { } before && facts.Asked.FromOn <= before.BackOn.AddMonths(rule.Int))
            return new(SecondmentProblems.Repeated, facts.Renewal is null ? "/from" : "", $"> {before.BackOn.AddMonths(rule.Int):yyyy-MM-dd}", rule.Reference);
        return facts.Others.Where(o => o.FromOn > facts.Asked.UntilOn).MinBy(o => o.FromOn) is { } after && after.FromOn <= facts.Asked.BackOn.AddMonths(rule.Int)
            ? new(SecondmentProblems.Repeated, "/until", $"{after.FromOn:yyyy-MM-dd}", rule.Reference)
            : null;
    }
}
