using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class FrequencyAboveElementTests
{
    [Fact]
    public void A_form_asks_no_more_often_than_its_elements_change() =>
        Assert.Equal(["FREQUENCY_ABOVE_ELEMENT"], Asking.Codes(Asking.Facts(Asking.Form with { Frequency = Frequency.WEEKLY })));

    [Fact]
    public void What_stays_valid_is_confirmed_by_a_more_frequent_form_and_what_does_not_is_asked_too_often()
    {
        var yearly = Asking.Households with { Frequency = Frequency.YEARLY };
        Holding[] held = [new(DivisionLevel.VILLAGE, Asking.Today.AddDays(-400), BySystem: true)];
        var stale = Decide.On(Asking.Facts(fields: [Asking.Field(yearly with { ValidForDays = 365 }, held: held)]));
        Assert.Equal((Verdict.STALE, 0), (stale.Fields[0].Verdict, stale.Grounds.Count));
        Assert.Contains("FREQUENCY_ABOVE_ELEMENT", Asking.Codes(Asking.Facts(fields: [Asking.Field(yearly, held: held)])));
        Assert.Contains("FREQUENCY_ABOVE_ELEMENT", Asking.Codes(Asking.Facts(fields: [Asking.Field(yearly with { ValidForDays = 365 })])));
    }

    [Fact]
    public void The_frequency_is_said_in_words_of_the_readers_language()
    {
        var ground = Decide.On(Asking.Facts(Asking.Form with { Frequency = Frequency.WEEKLY })).Grounds[0];
        Assert.Contains("每月", ground.Text, StringComparison.Ordinal);
        Assert.Contains("every month", ground.TextEn, StringComparison.Ordinal);
        Assert.DoesNotContain("MONTHLY", ground.Text + ground.TextEn, StringComparison.Ordinal);
    }

    [Fact]
    public void An_element_of_events_has_no_ceiling() => Assert.Empty(Asking.Codes(Asking.Facts(
        Asking.Form with { Frequency = Frequency.DAILY, MinutesPerFiling = 1 }, [Asking.Field(Asking.Households with { Frequency = Frequency.EVENT })])));
}
