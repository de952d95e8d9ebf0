using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class LeadTimeTooShortTests
{
    [Fact]
    public void A_workday_lies_between_asking_and_due()
    {
        var ground = Assert.Single(Decide.On(Asking.Facts(Asking.Form with { DueAfterWorkdays = 0 })).Grounds);
        Assert.Equal(("LEAD_TIME_TOO_SHORT", "form.leadTime.min"), (ground.Code, ground.Rule?.Id));
    }
}
