namespace Datarun.Reports.Admission;

/// <summary>A formula would give it, but of what it reads something is collected by nobody: whoever wants it asks for that instead, and it is computed.</summary>
public static class FormulaWithoutOperands
{
    public static AdmissionRule Rule { get; } = new(
        "FORMULA_WITHOUT_OPERANDS", "政务数据共享条例 第19条",
        "该数据项有公式,但公式所引用的数据项无人收集:{0};可改为收集这些数据项,由系统计算得出。",
        "A formula derives it, but nobody collects what the formula reads: {0}; ask for these instead, and it is computed.",
        facts => facts.Judged.Where(j => j.Field.NotCollected.Count > 0 && j.Verdict.IsAsked)
            .Select(j => new Finding(j.Verdict.Element, facts.Rule("share.noRepeatCollection"), string.Join(", ", j.Field.NotCollected))),
        Rejects: false);
}
