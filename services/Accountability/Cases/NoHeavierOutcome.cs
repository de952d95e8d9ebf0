using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Accountability.Cases;

/// <summary>A review or an appeal may not make the outcome heavier. 公务员法 第96条; rule civil.appeal.noStay_noWorse.</summary>
public static class NoHeavierOutcome
{
    public static Refused? Check(Outcome had, Outcome now, DateOnly on, Rules rules) =>
        now <= had || rules.Find("civil.appeal.noStay_noWorse", on) is not { Bool: true } rule ? null
            : AccountabilityProblems.OutcomeHeavier.At("/outcome", now.ToString()).With("current", had).With("rule", rule.Reference);
}
