using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.Admission;

/// <summary>Between asking and due lies a least number of workdays; in an emergency with a named basis a shorter one.</summary>
public static class LeadTimeTooShort
{
    public static AdmissionRule Rule { get; } = new(
        "LEAD_TIME_TOO_SHORT", "本地政策(可配置)",
        "从下发到截止至少 {0} 个工作日。",
        "At least {0} workday(s) lie between asking and due.",
        facts => Least(facts) is var least && facts.Form.DueAfterWorkdays < least.Int ? [new Finding(null, least, least.Int)] : [],
        Waivable: true);

    /// <summary>By which rule the least lead time holds.</summary>
    public static string RuleOf(bool hastened) => hastened ? "form.leadTime.emergency" : "form.leadTime.min";

    private static Rule Least(AdmissionFacts facts) => facts.Rule(RuleOf(facts.Form.Emergency is { IsNamed: true }));
}
