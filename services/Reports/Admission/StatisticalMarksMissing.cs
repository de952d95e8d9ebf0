using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Admission;

/// <summary>A statistical form bears form number, issuing body, approval number and validity.</summary>
public static class StatisticalMarksMissing
{
    public static AdmissionRule Rule { get; } = new(
        "STATISTICAL_MARKS_MISSING", "统计法 第17条",
        "统计调查表缺少{0},调查对象有权拒绝填报。",
        "The statistical form lacks {0}; respondents may refuse it.",
        // The fourth mark, the issuing body, is the department itself.
        facts => facts.Form.Statistical
            ? Finding.Missing(facts.Rule("form.statistical.marks"), ("、", ", "),
                (Text.IsBlank(facts.Form.FormNumber), "表号", "its form number"), (Text.IsBlank(facts.Form.ApprovalNumber), "批准或者备案文号", "its approval number"),
                (facts.Form.ValidUntil is null, "有效期限", "its validity"))
            : []);
}
