using Datarun.Reports.Admission;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class SameNameOtherDefinitionTests
{
    [Fact]
    public void The_same_name_with_another_definition_is_pointed_out_and_does_not_reject()
    {
        var decision = Decide.On(Asking.Facts(fields: [Asking.Near(sameName: true)]));
        Assert.Equal((Outcome.ADMITTED, 0), (decision.Outcome, decision.Grounds.Count));
        var remark = Assert.Single(decision.Remarks);
        Assert.Equal(("SAME_NAME_OTHER_DEFINITION", "civil.households"), (remark.Code, remark.Field));
        Assert.Contains("500118-INSURANCE", remark.Text, StringComparison.Ordinal);
    }
}
