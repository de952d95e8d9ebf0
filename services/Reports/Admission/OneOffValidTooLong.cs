namespace Datarun.Reports.Admission;

/// <summary>What is outside the yearly list ends soon: a one-off form says until when, within the limit.</summary>
public static class OneOffValidTooLong
{
    public static AdmissionRule Rule { get; } = new(
        "ONE_OFF_VALID_TOO_LONG", "本地政策(可配置)",
        "清单外一事一报须写明有效期限,且不超过 {0} 天;长期报表请列入年度报表目录清单。",
        "A one-off form outside the yearly list states its validity, {0} days at most; a lasting form belongs on the list.",
        facts => facts.Kind == AdmissionKind.ONE_OFF && facts.Rule("form.oneOff.validDays") is var days
            && !(facts.Form.ValidUntil <= facts.Today.AddDays(days.Int)) ? [new Finding(null, days, days.Int)] : [],
        Waivable: true);
}
