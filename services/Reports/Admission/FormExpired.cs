namespace Datarun.Reports.Admission;

/// <summary>A form is asked only while it is valid. The statute binds statistical forms; for others it is local policy.</summary>
public static class FormExpired
{
    public static AdmissionRule Rule { get; } = new(
        "FORM_EXPIRED", "统计法 第17条",
        "有效期限已过({0})。",
        "The form's validity has ended ({0}).",
        facts => facts.Form.ValidUntil < facts.Today ? [new Finding(Rule: facts.Rule(facts.Form.Statistical ? "form.statistical.marks" : "form.refusal.policy"), Limit: $"{facts.Form.ValidUntil:yyyy-MM-dd}")] : []);
}
