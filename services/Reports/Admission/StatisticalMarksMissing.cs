namespace Datarun.Reports.Admission;

/// <summary>A statistical form bears form number, issuing body, approval number and validity.</summary>
public static class StatisticalMarksMissing
{
    public static AdmissionRule Rule { get; } = new(
        "STATISTICAL_MARKS_MISSING", "统计法 第17条",
        "统计调查表缺少表号、批准文号或有效期限,调查对象有权拒绝填报。",
        "A statistical form lacks its form number, approval number or validity; respondents may refuse it.",
        facts => facts.Form.Statistical
            && (string.IsNullOrWhiteSpace(facts.Form.FormNumber) || string.IsNullOrWhiteSpace(facts.Form.ApprovalNumber) || facts.Form.ValidUntil is null)
            ? [new Finding(Rule: facts.Rule("form.statistical.marks"))] : []);
}
