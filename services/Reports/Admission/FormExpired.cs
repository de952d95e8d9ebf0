using Datarun.Reports.Forms;

namespace Datarun.Reports.Admission;

/// <summary>A form is asked only while it is valid. The statute binds statistical forms; for others it is local policy.</summary>
public static class FormExpired
{
    /// <summary>By which rule a form that is no longer valid is not asked for.</summary>
    public static string RuleOf(FormBody form) => form.Statistical ? "form.statistical.marks" : "form.refusal.policy";

    public static AdmissionRule Rule { get; } = new(
        "FORM_EXPIRED", "统计法 第17条",
        "有效期限已过({0})。",
        "The form's validity has ended ({0}).",
        facts => facts.Form.ValidUntil < facts.Today ? [new Finding(Rule: facts.Rule(RuleOf(facts.Form)), Limit: $"{facts.Form.ValidUntil:yyyy-MM-dd}")] : []);
}
