namespace Datarun.Reports.Admission;

/// <summary>A department uses the emergency way only so often a year.</summary>
public static class EmergencyCapReached
{
    internal const string Cap = "form.emergency.cap.perDepartment.perYear";

    public static AdmissionRule Rule { get; } = new(
        "EMERGENCY_CAP_REACHED", "本地政策(可配置)",
        "本部门今年使用紧急报表已达上限({0} 次)。",
        "The department has used up its emergencies of the year ({0}).",
        facts => facts.Form.Emergency is not null && facts.Rule(Cap) is var cap && facts.Year.Emergencies >= cap.Int ? [new Finding(null, cap, cap.Int)] : [],
        Waivable: true);
}
