using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Admission;

/// <summary>Whoever asks states what for and by which law.</summary>
public static class LegalBasisMissing
{
    public static AdmissionRule Rule { get; } = new(
        "LEGAL_BASIS_MISSING", "政务数据共享条例 第20条",
        "未写明{0}。",
        "The form does not state {0}.",
        facts => Finding.Missing(facts.Rule("share.request.mandatoryFields"), ("和", " and "),
            (Text.IsBlank(facts.Form.Purpose), "目的", "its purpose"), (Text.IsBlank(facts.Form.LegalBasis), "法定依据", "its legal basis")));
}
