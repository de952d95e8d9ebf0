using Datarun.Reports.Admission;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class OneOffCapReachedTests
{
    private static readonly FormBody Short = Asking.Form with { ValidUntil = Asking.Today.AddDays(30) };

    [Theory]
    [InlineData(11, false)]
    [InlineData(12, true)]
    public void Twelve_one_off_forms_a_year_are_enough(int before, bool refused) => Assert.Equal(
        refused ? ["ONE_OFF_CAP_REACHED"] : [], Asking.Codes(Asking.Facts(Short) with { Year = new YearFacts(OneOffs: before, HasList: true) }));

    [Fact]
    public void A_form_on_the_list_is_no_one_off_unless_it_asks_more_often_than_the_list()
    {
        AdmissionKind? Kind(Frequency? listed) => (Asking.Facts(Short) with { Year = new YearFacts(OneOffs: 12, HasList: true, ListedAs: listed) }).Kind;
        Assert.Equal(AdmissionKind.LISTED, Kind(Frequency.MONTHLY));
        Assert.Equal(AdmissionKind.LISTED, Kind(Frequency.WEEKLY));
        Assert.Equal(AdmissionKind.ONE_OFF, Kind(Frequency.QUARTERLY));
        Assert.Equal(AdmissionKind.ONE_OFF, Kind(null));
        Assert.Null((Asking.Facts(Short) with { Year = new YearFacts(OneOffs: 12) }).Kind);
    }
}
