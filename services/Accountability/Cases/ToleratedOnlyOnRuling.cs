using Datarun.ServiceDefaults.Problems;

namespace Datarun.Accountability.Cases;

/// <summary>Tolerance that was granted is kept (nothing heavier is decided), and none is decided that was not granted. 问责条例 第17条.</summary>
public static class ToleratedOnlyOnRuling
{
    public static Refused? Check(bool granted, Outcome decided) =>
        (granted ? decided <= Outcome.TOLERATED : decided != Outcome.TOLERATED) ? null : AccountabilityProblems.OutcomeAgainstRuling.At("/outcome", decided.ToString());
}
