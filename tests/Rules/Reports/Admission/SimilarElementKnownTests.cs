using Datarun.Reports.Admission;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class SimilarElementKnownTests
{
    [Fact]
    public void Did_you_mean_what_the_catalogue_has()
    {
        var decision = Decide.On(Asking.Facts(fields: [Asking.Near(sameName: false)]));
        Assert.Equal("SIMILAR_ELEMENT", Assert.Single(decision.Remarks).Code);
        Assert.Equal("insurance.households", Assert.Single(decision.Fields[0].Similar).Element);
    }

    [Fact]
    public void What_is_known_needs_no_other_one()
    {
        var known = Asking.Near(sameName: false) with { Collectors = [new Collector("other", "500118-CIVIL", DivisionLevel.VILLAGE, Asking.Today)] };
        var decision = Decide.On(Asking.Facts(fields: [known, Asking.Field(Asking.Households with { Code = "new" })]));
        Assert.Empty(decision.Remarks);
        Assert.Empty(decision.Fields[0].Similar);
    }

    [Fact]
    public void What_is_not_in_the_catalogue_may_be_meant_otherwise()
    {
        var decision = Decide.On(Asking.Facts(fields: [Asking.Near(sameName: false) with { Element = null }]));
        Assert.Equal("OFF_CATALOGUE", Assert.Single(decision.Grounds).Code);
        Assert.Equal("SIMILAR_ELEMENT", Assert.Single(decision.Remarks).Code);
    }
}
