using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class QuotaOnAdverseEventTests
{
    [Fact]
    public void A_count_of_adverse_events_has_no_minimum() =>
        Assert.Equal(["QUOTA_ON_ADVERSE_EVENT"], Asking.Codes(Asking.Facts(fields: [Asking.Field(Asking.Households with { AdverseEvent = true }, minimum: 1)])));

    [Fact]
    public void Another_count_may_have_one() => Assert.Empty(Asking.Codes(Asking.Facts(fields: [Asking.Field(minimum: 1)])));

    [Fact]
    public void One_dispute_a_day_is_refused_on_exactly_four_grounds()
    {
        var disputes = Asking.Households with { Code = "dispute.settled.count", AdverseEvent = true, Frequency = Frequency.DAILY, Source = "500118-JUSTICE" };
        var field = Asking.Field(disputes, 1, Asking.Photo, held: [new Holding(DivisionLevel.VILLAGE, Asking.Today, BySystem: true)]);
        var decision = Decide.On(Asking.Facts(Asking.Form with { Frequency = Frequency.DAILY, DueAfterWorkdays = 0 }, [field]));
        Assert.Equal(Outcome.REJECTED, decision.Outcome);
        Assert.Equal(["ALREADY_HELD", "EVIDENCE_NOT_REQUIRED", "LEAD_TIME_TOO_SHORT", "QUOTA_ON_ADVERSE_EVENT"], decision.Grounds.Select(g => g.Code).Order());
        Assert.Equal(("500118-JUSTICE", Asking.Today), (decision.Fields[0].HeldBy, decision.Fields[0].AsOf));
    }
}
