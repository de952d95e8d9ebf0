using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Rules.Reports.Admission;

public class FrequencyAboveElementTests
{
    [Fact]
    public void A_form_asks_no_more_often_than_its_elements_change() =>
        Assert.Equal(["FREQUENCY_ABOVE_ELEMENT"], Asking.Codes(Asking.Facts(Asking.Form with { Frequency = Frequency.WEEKLY })));

    [Fact]
    public void An_element_of_events_has_no_ceiling() => Assert.Empty(Asking.Codes(Asking.Facts(
        Asking.Form with { Frequency = Frequency.DAILY, MinutesPerFiling = 1 }, [Asking.Field(Asking.Households with { Frequency = Frequency.EVENT })])));
}
