using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Admission;

/// <summary>The most sensitive data (grade 4), and a citizen number that people would have to type, is asked by its own source, or with a stated need, and never without a legal basis.</summary>
public static class PersonalDataBeyondPurpose
{
    /// <summary>The rule that no more is asked of a person than the purpose needs.</summary>
    public const string Minimum = "pi.minimum";

    public static AdmissionRule Rule { get; } = new(
        "PERSONAL_DATA_BEYOND_PURPOSE", "个人信息保护法 第6条",
        "四级敏感数据或公民身份号码超出本表目的:须写明法定依据,并由本部门为数源或说明必要性(personalData)。",
        "Data of grade 4 or a citizen number goes beyond the purpose: a legal basis is needed, and the department is its source or states the need (personalData).",
        facts => facts.Judged
            .Where(j => j.Field.Element is { } element && (element.Classification == 4 || (element.IsCitizenId && j.Verdict.IsAsked))
                && (Text.IsBlank(facts.Form.LegalBasis)
                    || (element.Source != facts.Form.Department && Text.IsBlank(facts.Form.PersonalData))))
            .Select(j => new Finding(j.Verdict.Element, facts.Rule(Minimum))));
}
