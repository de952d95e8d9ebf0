using Datarun.Reports.Admission;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class EmergencyBasisMissingTests
{
    [Theory]
    [InlineData(null, "山洪")]
    [InlineData(" ", "山洪")]
    [InlineData("防汛应急预案 二级响应", null)]
    public void An_emergency_without_a_named_basis_or_a_reason_is_none(string? basis, string? reason)
    {
        var codes = Asking.Codes(Asking.Facts(Asking.Form with { Emergency = new Emergency(basis, reason), DueAfterWorkdays = 0 }));
        Assert.Equal(["EMERGENCY_BASIS_MISSING", "LEAD_TIME_TOO_SHORT"], codes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void With_both_it_may_fall_below_the_lead_time_and_is_counted()
    {
        var facts = Asking.Facts(Asking.Form with { Emergency = new Emergency("防汛应急预案 二级响应", "山洪"), DueAfterWorkdays = 0 });
        var decision = Decide.On(facts with { Year = new YearFacts(Emergencies: 1) });
        Assert.Empty(decision.Grounds);
        Assert.Equal((AdmissionKind.RETROSPECTIVE, 2, 3), (decision.AdmissionKind!.Value, decision.Emergency!.UsedThisYear, decision.Emergency.Cap));
    }
}
