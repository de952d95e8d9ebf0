using Datarun.Reports.Admission;
using Datarun.Reports.Simulation;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Datarun.Tests.Rules.Reports.Admission;
using Xunit;

namespace Datarun.Tests.Rules.Reports;

public class OfferAlternativesTests
{
    private static readonly Collector Civil = new("civil-monthly", "500118-CIVIL", DivisionLevel.VILLAGE, new DateOnly(2026, 11, 1));

    private static Dictionary<string, long> Offered(AdmissionFacts facts) => OfferAlternatives.To(facts, chinese: true).ToDictionary(a => a.Kind, a => a.MinutesSaved);

    [Fact]
    public void A_rarer_rhythm_saves_what_the_others_would_have_cost()
    {
        // 12 minutes of 267 villages, 12 times a year or 4 times.
        Assert.Equal(12 * 267 * (12 - 4), Offered(Asking.Facts())["LOWER_FREQUENCY"]);
        Assert.DoesNotContain("LOWER_FREQUENCY", Offered(Asking.Facts(Asking.Form with { Frequency = Frequency.YEARLY })).Keys);
    }

    [Fact]
    public void The_rhythm_of_the_element_is_enough()
    {
        var facts = Asking.Facts(Asking.Form with { Frequency = Frequency.WEEKLY }, [Asking.Field(Asking.Households with { Frequency = Frequency.QUARTERLY })]);
        Assert.Equal(12 * 267 * (52 - 4), Offered(facts)["LOWER_FREQUENCY"]);
    }

    [Fact]
    public void What_is_held_comes_by_sharing_and_what_is_left_to_ask_is_named()
    {
        var facts = Asking.Facts(fields: [Asking.Field(collectors: [Civil]), Asking.Field(Asking.Households with { Code = "new" })]);
        var sharing = OfferAlternatives.To(facts, chinese: false).Single(a => a.Kind == "SHARING");
        Assert.Equal(6 * 267 * 12, sharing.MinutesSaved);
        Assert.Equal(["new"], (string[])sharing.Change!["fields"]);
    }

    [Fact]
    public void What_a_departments_own_formulas_give_has_nobody_to_share_it()
    {
        var own = Asking.Facts(fields: [Asking.Field() with { HasFormula = true }]);
        Assert.DoesNotContain("SHARING", Offered(own).Keys);
        Assert.Equal(Outcome.ADMITTED, Decide.On(own).Outcome);
        var others = Asking.Facts(fields: [Asking.Field(Asking.Households with { Source = "500118-HEALTH" }) with { HasFormula = true }]);
        Assert.Contains("SHARING", Offered(others).Keys);
        Assert.Equal(Outcome.REJECTED, Decide.On(others).Outcome);
    }

    [Fact]
    public void Totals_can_be_had_from_the_level_above()
    {
        var levels = new Dictionary<DivisionLevel, LevelUnits> { [DivisionLevel.TOWNSHIP] = new(23, 23), [DivisionLevel.VILLAGE] = new(267, 267) };
        Assert.Equal(12 * (267 - 23) * 12, Offered(Asking.Facts() with { Levels = levels })["HIGHER_LEVEL"]);
        Assert.DoesNotContain("HIGHER_LEVEL", Offered(Asking.Facts(fields: [Asking.Field(Asking.Households with { Aggregation = "NONE" })]) with { Levels = levels }).Keys);
    }

    [Fact]
    public void In_Chinese_they_are_said_in_Chinese()
    {
        var levels = new Dictionary<DivisionLevel, LevelUnits> { [DivisionLevel.TOWNSHIP] = new(23, 23), [DivisionLevel.VILLAGE] = new(267, 267) };
        var said = OfferAlternatives.To(Asking.Facts() with { Levels = levels }, chinese: true).ToDictionary(a => a.Kind, a => a.Text);
        Assert.Equal(("所需为汇总数,改由乡镇(街道)一级填报。", "改为每季度报送。"), (said["HIGHER_LEVEL"], said["LOWER_FREQUENCY"]));
    }

    [Fact]
    public void A_sample_is_for_statistics_of_many()
    {
        var statistical = Asking.Form with { Statistical = true, FormNumber = "1", ApprovalNumber = "2" };
        Assert.Equal((long)(12 * 267 * 12 * 0.9m), Offered(Asking.Facts(statistical))["SAMPLE"]);
        Assert.DoesNotContain("SAMPLE", Offered(Asking.Facts(statistical, units: 29)).Keys);
        Assert.DoesNotContain("SAMPLE", Offered(Asking.Facts()).Keys);
    }

    [Fact]
    public void Whoever_wants_one_dispute_a_day_is_offered_a_ledger_of_events()
    {
        var disputes = Asking.Households with { AdverseEvent = true, Frequency = Frequency.DAILY };
        var offers = OfferAlternatives.To(Asking.Facts(Asking.Form with { Frequency = Frequency.DAILY }, [Asking.Field(disputes, minimum: 1)]), chinese: true);
        Assert.Equal(("EVENT_LEDGER", Frequency.EVENT), (offers[0].Kind, (Frequency)offers[0].Change!["frequency"]));
    }

    [Fact]
    public void Hours_and_clashes_come_out()
    {
        var other = new OtherForm("weekly", "500118-LAND", "500118", DivisionLevel.VILLAGE, Frequency.WEEKLY, 20, 267);
        var above = new OtherForm("townships", "500118-LAND", "500118", DivisionLevel.TOWNSHIP, Frequency.WEEKLY, 20, 23);
        var facts = Asking.Facts(others: [other, above]);
        Assert.Equal(new Hours(0.2m, 53.4m, 2.4m, 640.8m), EstimateCost.Of(facts));
        var clash = Assert.Single(EstimateCost.Clashes(facts));
        Assert.Equal(("weekly", 12, 20m), (clash.Form, clash.SharedWeeks, clash.MinutesPerUnit));
    }
}
