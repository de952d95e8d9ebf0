using Datarun.Reports.Admission;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class SameNameOtherDefinitionTests
{
    private static FieldFacts Near(bool sameName) => Asking.Field() with
    {
        Similar = [new SimilarElement("insurance.households", "低保户数", "500118-INSURANCE", "参保口径", 0.6m, sameName)],
    };

    [Fact]
    public void The_same_name_with_another_definition_is_pointed_out_and_does_not_reject()
    {
        var decision = Decide.On(Asking.Facts(fields: [Near(sameName: true)]));
        Assert.Equal((Outcome.ADMITTED, 0), (decision.Outcome, decision.Grounds.Count));
        var remark = Assert.Single(decision.Remarks);
        Assert.Equal(("SAME_NAME_OTHER_DEFINITION", "civil.households"), (remark.Code, remark.Field));
        Assert.Contains("500118-INSURANCE", remark.Text, StringComparison.Ordinal);
    }
}
