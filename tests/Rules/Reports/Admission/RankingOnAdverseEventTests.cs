using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class RankingOnAdverseEventTests
{
    [Fact]
    public void Nobody_is_ranked_by_a_count_of_adverse_events()
    {
        var disputes = Asking.Households with { AdverseEvent = true };
        Assert.Equal(["RANKING_ON_ADVERSE_EVENT"], Asking.Codes(Asking.Facts(Asking.Form with { RankBy = disputes.Code }, [Asking.Field(disputes)], disputes)));
    }
}
