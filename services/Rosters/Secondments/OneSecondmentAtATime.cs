namespace Datarun.Rosters.Secondments;

/// <summary>A person is lent to one unit at a time, and who is not back from a secondment is not lent.</summary>
public static class OneSecondmentAtATime
{
    public static SecondmentGround? Check(SecondmentFacts facts) =>
        facts.Others.OrderBy(o => o.FromOn).FirstOrDefault(o => o.FromOn <= facts.Asked.UntilOn && facts.Asked.FromOn <= o.LastDay(facts.Today)) is not { } other ? null
        : new(SecondmentProblems.Overlaps, "/from", $"{other.FromOn:yyyy-MM-dd}–{other.ReturnedOn?.AddDays(-1) ?? other.UntilOn:yyyy-MM-dd}", null);
}
