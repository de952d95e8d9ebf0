namespace Datarun.Reports.Admission;

/// <summary>A form is asked only while it is valid. The statute binds statistical forms; for others it is local policy.</summary>
public static class FormExpired
{
    /// <summary>By which rule a form is not asked for, or may be refused, without its marks or after its last day.</summary>
    public static string RuleOf(bool statistical) => statistical ? "form.statistical.marks" : "form.refusal.policy";

    public static AdmissionRule Rule { get; } = new(
        "FORM_EXPIRED", "统计法 第17条",
        "有效期限已过({0})。",
        "The form's validity has ended ({0}).",
        facts => facts.Form.ValidUntil < facts.Today ? [new Finding(Rule: facts.Rule(RuleOf(facts.Form.Statistical)), Limit: $"{facts.Form.ValidUntil:yyyy-MM-dd}")] : []);
}
