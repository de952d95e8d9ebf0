using Datarun.Reports.Admission;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class RankingOnRateAllowedTests
{
    private static readonly Element Rate = Asking.Households with { Code = "dispute.resolution.rate", Type = "DECIMAL", Aggregation = "AVG" };

    [Theory]
    [InlineData(null, "10")]
    [InlineData(5, "10")]
    [InlineData(20, "20")]
    public void Ranking_by_a_rate_is_allowed_with_a_least_base_and_says_so(int? wanted, string least)
    {
        var decision = Decide.On(Asking.Facts(Asking.Form with { RankBy = Rate.Code, RankMinimumBase = wanted }, [Asking.Field(Rate)], Rate));
        Assert.Equal((Outcome.ADMITTED, 0), (decision.Outcome, decision.Grounds.Count));
        var remark = Assert.Single(decision.Remarks);
        Assert.Equal("RANKING_ON_RATE_ALLOWED", remark.Code);
        Assert.Contains(least, remark.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_count_is_not_allowed_by_it()
    {
        var disputes = Asking.Households with { AdverseEvent = true, Aggregation = "AVG" };
        var decision = Decide.On(Asking.Facts(Asking.Form with { RankBy = disputes.Code }, [Asking.Field(disputes)], disputes));
        Assert.Equal("RANKING_ON_ADVERSE_EVENT", Assert.Single(decision.Grounds).Code);
        Assert.Empty(decision.Remarks);
    }
}
