namespace Datarun.Reports.Admission;

/// <summary>Whoever asks states what for and by which law.</summary>
public static class LegalBasisMissing
{
    public static AdmissionRule Rule { get; } = new(
        "LEGAL_BASIS_MISSING", "政务数据共享条例 第20条",
        "未写明目的或法定依据。",
        "The purpose or the legal basis is not stated.",
        facts => string.IsNullOrWhiteSpace(facts.Form.LegalBasis) || string.IsNullOrWhiteSpace(facts.Form.Purpose) ? [new Finding()] : []);
}
