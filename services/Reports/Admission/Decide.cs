namespace Datarun.Reports.Admission;

/// <summary>Decides on a form. Pure: the same facts give the same decision.</summary>
public static class Decide
{
    public static Decision On(AdmissionFacts facts)
    {
        List<(AdmissionRule Rule, Ground Ground)> grounds = [.. AdmissionRules.All.SelectMany(rule => rule.Grounds(facts).Select(ground => (rule, ground)))];
        var rejected = facts.Asked == 0 || grounds.Exists(g => g.Rule.Rejects);
        return new Decision(
            rejected ? Outcome.REJECTED : Outcome.ADMITTED, grounds.ConvertAll(g => g.Ground), facts.Verdicts,
            new BurdenEstimate(facts.Asked, facts.Fields.Count - facts.Asked, facts.Minutes, BurdenBudgetExceeded.LeftInMonth(facts)));
    }

    /// <summary>Whether the only thing against the form is that everything is known: then sharing is offered instead.</summary>
    public static bool IsAllKnown(Decision decision) =>
        decision.Burden.FieldsAsked == 0 && decision.Grounds.All(g => g.Code == AlreadyHeld.Rule.Code);
}
