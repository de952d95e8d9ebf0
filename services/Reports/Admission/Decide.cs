namespace Datarun.Reports.Admission;

/// <summary>Decides on a form. Pure: the same facts give the same decision.</summary>
public static class Decide
{
    public static Decision On(AdmissionFacts facts)
    {
        List<(AdmissionRule Rule, Ground Ground)> grounds = [.. AdmissionRules.All.SelectMany(rule => rule.Grounds(facts).Select(ground => (rule, ground)))];
        var rejected = (facts.Asked == 0 && !facts.IsGenerated) || grounds.Exists(g => g.Rule.Rejects);
        var cap = facts.Rule(EmergencyCapReached.Cap);
        return new Decision(
            rejected ? Outcome.REJECTED : Outcome.ADMITTED, grounds.ConvertAll(g => g.Ground), facts.Verdicts,
            new BurdenEstimate(facts.Asked, facts.Fields.Count - facts.Asked, facts.Minutes, BurdenBudgetExceeded.LeftInMonth(facts))
            {
                Week = facts.Asked == 0 ? null : BurdenBudgetExceeded.WeekOf(facts), Basis = facts.Basis, MeasuredFilings = facts.Measured.Filings,
            })
        {
            AdmissionKind = facts.Kind, Remarks = [.. AdmissionRules.Remarks.SelectMany(rule => rule.Grounds(facts))],
            Emergency = facts.Form.Emergency is null ? null
                : new EmergencyCount(facts.Year.Emergencies + 1, cap.Int, facts.Rule(EmergencyUnreported.Report).Int, cap.Reference),
        };
    }

    /// <summary>The grounds that no authority can set aside. A form that asks nothing new is one: sharing satisfies it (政务数据共享条例 第19条).</summary>
    public static IReadOnlyList<Ground> Unwaivable(AdmissionFacts facts, Decision decision) =>
    [
        .. AdmissionRules.All.Where(rule => !rule.Waivable && (rule.Rejects || decision.Burden.FieldsAsked == 0)).SelectMany(rule => rule.Grounds(facts)),
    ];

    /// <summary>Whether the only thing against the form is that everything is known: then sharing is offered instead.</summary>
    public static bool IsAllKnown(Decision decision) =>
        decision.Burden.FieldsAsked == 0 && decision.Grounds.All(g => g.Code == AlreadyHeld.Rule.Code);
}
