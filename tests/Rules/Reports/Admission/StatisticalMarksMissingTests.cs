using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class StatisticalMarksMissingTests
{
    [Fact]
    public void A_statistical_form_bears_its_marks() =>
        Assert.Equal(["STATISTICAL_MARKS_MISSING"], Asking.Codes(Asking.Facts(Asking.Form with { Statistical = true, FormNumber = "统基1表" })));

    [Fact]
    public void With_all_marks_it_passes() =>
        Assert.Empty(Asking.Codes(Asking.Facts(Asking.Form with { Statistical = true, FormNumber = "统基1表", ApprovalNumber = "国统制〔2026〕1号" })));
}
