namespace Datarun.Reports.Admission;

/// <summary>A form is asked only while it is valid.</summary>
public static class FormExpired
{
    public static AdmissionRule Rule { get; } = new(
        "FORM_EXPIRED", "统计法 第17条",
        "有效期限已过。",
        "The form's validity has ended.",
        facts => facts.Form.ValidUntil < facts.Today ? [new Finding(Limit: facts.Form.ValidUntil)] : []);
}
