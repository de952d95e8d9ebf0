using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Admission;

/// <summary>Whoever asks states what for and by which law.</summary>
public static class LegalBasisMissing
{
    public static AdmissionRule Rule { get; } = new(
        "LEGAL_BASIS_MISSING", "政务数据共享条例 第20条",
        "未写明{0}。",
        "The form does not state {0}.",
        Find);

    private static IEnumerable<Finding> Find(AdmissionFacts facts)
    {
        (string Chinese, string English)[] missing =
        [
            .. Text.IsBlank(facts.Form.Purpose) ? [("目的", "its purpose")] : Array.Empty<(string, string)>(),
            .. Text.IsBlank(facts.Form.LegalBasis) ? [("法定依据", "its legal basis")] : Array.Empty<(string, string)>(),
        ];
        if (missing.Length > 0)
            yield return new Finding(Rule: facts.Rule("share.request.mandatoryFields"), Limit: string.Join("和", missing.Select(m => m.Chinese)))
            {
                LimitEn = string.Join(" and ", missing.Select(m => m.English)),
            };
    }
}
