namespace Datarun.Reports.Admission;

/// <summary>Whoever has not reported the last emergency in time has no other one.</summary>
public static class EmergencyUnreported
{
    /// <summary>The rule that says by when an emergency is reported.</summary>
    public const string Report = "form.emergency.report";

    public static AdmissionRule Rule { get; } = new(
        "EMERGENCY_UNREPORTED", "本地政策(可配置)",
        "此前的紧急报表({0})逾期未事后补报,补报前不得再次使用。",
        "An earlier emergency ({0}) is overdue for its report; report it before using another.",
        facts => facts.Form.Emergency is not null && facts.Year.Unreported is { Count: > 0 } forms
            ? [new Finding(null, facts.Rule(Report), string.Join(", ", forms))] : [],
        Waivable: true);
}
