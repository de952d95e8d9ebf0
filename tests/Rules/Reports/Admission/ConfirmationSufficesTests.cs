using Datarun.Reports.Admission;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class ConfirmationSufficesTests
{
    [Fact]
    public void What_is_out_of_date_is_confirmed_not_typed()
    {
        var stale = Asking.Field(Asking.Households with { ValidForDays = 30 }, held: [new Holding(DivisionLevel.VILLAGE, Asking.Today.AddDays(-31), true)]);
        var decision = Decide.On(Asking.Facts(fields: [stale, Asking.Field(Asking.Households with { Code = "new" })]));
        Assert.Equal([true, false], decision.Fields.Select(f => f.ConfirmationSuffices));
        Assert.Equal(("CONFIRMATION_SUFFICES", "civil.households"), (decision.Remarks.Single().Code, decision.Remarks.Single().Field));
    }
}
