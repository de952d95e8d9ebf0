namespace Datarun.Reports.Admission;

/// <summary>A department asks for what is outside the yearly list only so often a year.</summary>
public static class OneOffCapReached
{
    public static AdmissionRule Rule { get; } = new(
        "ONE_OFF_CAP_REACHED", "本地政策(可配置)",
        "清单外一事一报今年已达上限({0} 次),请列入年度报表目录清单。",
        "The department has used up its one-off forms of the year ({0}); have this one put on the yearly list.",
        facts => facts.Kind == AdmissionKind.ONE_OFF && facts.Rule("form.oneOff.cap.perDepartment.perYear") is var cap && facts.Year.OneOffs >= cap.Int
            ? [new Finding(null, cap, cap.Int)] : [],
        Waivable: true);
}
