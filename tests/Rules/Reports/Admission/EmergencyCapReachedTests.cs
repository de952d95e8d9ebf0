using Datarun.Reports.Admission;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class EmergencyCapReachedTests
{
    private static readonly FormBody Urgent = Asking.Form with { Emergency = new Emergency("防汛应急预案", "山洪") };

    [Fact]
    public void A_department_has_three_emergencies_a_year()
    {
        Assert.Empty(Asking.Codes(Asking.Facts(Urgent) with { Year = new YearFacts(Emergencies: 2) }));
        Assert.Equal(["EMERGENCY_CAP_REACHED"], Asking.Codes(Asking.Facts(Urgent) with { Year = new YearFacts(Emergencies: 3) }));
    }

    [Fact]
    public void What_is_no_emergency_is_not_capped() => Assert.Empty(Asking.Codes(Asking.Facts() with { Year = new YearFacts(Emergencies: 3) }));
}
