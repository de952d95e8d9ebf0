using Datarun.Reports.Admission;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class FormulaWithoutOperandsTests
{
    [Fact]
    public void What_a_formula_would_need_is_named_and_the_field_is_new()
    {
        var decision = Decide.On(Asking.Facts(fields: [Asking.Field() with { NotCollected = ["civil.persons", "civil.houses"] }]));
        Assert.Equal(Verdict.NEW, decision.Fields[0].Verdict);
        var remark = Assert.Single(decision.Remarks, r => r.Code == "FORMULA_WITHOUT_OPERANDS");
        Assert.Contains("civil.persons, civil.houses", remark.Text, StringComparison.Ordinal);
        Assert.Contains("civil.persons, civil.houses", remark.TextEn, StringComparison.Ordinal);
        Assert.DoesNotContain(Decide.On(Asking.Facts()).Remarks, r => r.Code == "FORMULA_WITHOUT_OPERANDS");
    }
}
