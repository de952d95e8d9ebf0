using Datarun.Reports.Admission;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class OneOffValidTooLongTests
{
    [Fact]
    public void What_is_outside_the_list_ends_within_ninety_days()
    {
        string[] Codes(DateOnly? until) => Asking.Codes(Asking.Facts(Asking.Form with { ValidUntil = until }) with { Year = new YearFacts(HasList: true) });
        Assert.Empty(Codes(Asking.Today.AddDays(90)));
        Assert.Equal(["ONE_OFF_VALID_TOO_LONG"], Codes(Asking.Today.AddDays(91)));
        Assert.Equal(["ONE_OFF_VALID_TOO_LONG"], Codes(null));
    }
}
