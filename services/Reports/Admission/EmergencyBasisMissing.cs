namespace Datarun.Reports.Admission;

/// <summary>Whoever invokes an emergency names the plan, order or law that knows of it, and what happened.</summary>
public static class EmergencyBasisMissing
{
    public static AdmissionRule Rule { get; } = new(
        "EMERGENCY_BASIS_MISSING", "本地政策(可配置)",
        "紧急报表须写明依据(预案、命令或法律条款)和事由。",
        "An emergency names its basis (a plan, an order or a law) and what happened.",
        facts => facts.Form.Emergency is { IsNamed: false } ? [new Finding()] : []);
}
