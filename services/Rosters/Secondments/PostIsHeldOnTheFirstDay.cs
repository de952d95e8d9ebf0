namespace Datarun.Rosters.Secondments;

/// <summary>Nobody is lent from a post that is another's, or vacant: the person holds it on the first day.</summary>
public static class PostIsHeldOnTheFirstDay
{
    public static SecondmentGround? Check(SecondmentFacts facts) => facts.HoldsPost ? null
        : new(SecondmentProblems.PostNotHeld, "/post", $"{facts.Asked.FromOn:yyyy-MM-dd}", null);
}
