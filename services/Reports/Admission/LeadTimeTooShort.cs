namespace Datarun.Reports.Admission;

/// <summary>Between asking and due lies a least number of workdays.</summary>
public static class LeadTimeTooShort
{
    public static AdmissionRule Rule { get; } = new(
        "LEAD_TIME_TOO_SHORT", "本地政策(可配置)",
        "从下发到截止至少 {0} 个工作日。",
        "At least {0} workday(s) lie between asking and due.",
        facts => facts.Rule("form.leadTime.min") is var least && facts.Form.DueAfterWorkdays < least.Int
            ? [new Finding(null, least, least.Int)] : []);
}
