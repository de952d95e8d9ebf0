namespace Datarun.Reports.Admission;

/// <summary>The most sensitive data (grade 4) is asked by its own source, or with a stated need, and never without a legal basis.</summary>
public static class PersonalDataBeyondPurpose
{
    public static AdmissionRule Rule { get; } = new(
        "PERSONAL_DATA_BEYOND_PURPOSE", "个人信息保护法 第6条",
        "四级敏感数据超出本表目的:须写明法定依据,并由本部门为数源或说明必要性(personalData)。",
        "Data of grade 4 goes beyond the purpose: a legal basis is needed, and the department is its source or states the need (personalData).",
        facts => facts.Fields
            .Where(f => f.Element is { Classification: 4 } element
                && (string.IsNullOrWhiteSpace(facts.Form.LegalBasis)
                    || (element.Source != facts.Form.Department && string.IsNullOrWhiteSpace(facts.Form.PersonalData))))
            .Select(f => new Finding(f.Field.Element)));
}
