using Datarun.Reports.Admission;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class EmergencyUnreportedTests
{
    [Fact]
    public void Whoever_owes_a_report_has_no_other_emergency()
    {
        var facts = Asking.Facts(Asking.Form with { Emergency = new Emergency("防汛应急预案", "山洪") }) with { Year = new YearFacts(Emergencies: 1, Unreported: ["flood-1"]) };
        var ground = Assert.Single(Decide.On(facts).Grounds);
        Assert.Equal(("EMERGENCY_UNREPORTED", true), (ground.Code, ground.Text.Contains("flood-1", StringComparison.Ordinal)));
        Assert.Empty(Asking.Codes(facts with { Form = Asking.Form }));
    }
}
