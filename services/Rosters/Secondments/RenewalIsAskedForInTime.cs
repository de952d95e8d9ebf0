namespace Datarun.Rosters.Secondments;

/// <summary>A renewal is asked for so many workdays before the last day, make-up days counted as the workdays that they are. Rule secondment.renew.before.</summary>
public static class RenewalIsAskedForInTime
{
    public static SecondmentGround? Check(SecondmentFacts facts) =>
        facts.Renewal is not { Clock: { } clock, AskedOn: var asked } || asked <= clock.AskBy ? null
        : new(SecondmentProblems.RenewalLate, "/askedOn", $"≤ {clock.AskBy:yyyy-MM-dd}", clock.Rule);
}
