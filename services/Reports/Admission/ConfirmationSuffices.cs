namespace Datarun.Reports.Admission;

/// <summary>What is held but out of date is confirmed, not typed again.</summary>
public static class ConfirmationSuffices
{
    public static AdmissionRule Rule { get; } = new(
        "CONFIRMATION_SUFFICES", "政务数据共享条例 第19条",
        "已有数据(截至 {0}),填报单位一键确认即可,无需重填。",
        "A value is held (as of {0}); those who are asked confirm it with one tap and type nothing.",
        facts => facts.Verdicts.Where(v => v.ConfirmationSuffices).Select(v => new Finding(v.Element, Limit: $"{v.AsOf:yyyy-MM-dd}")),
        Rejects: false);
}
