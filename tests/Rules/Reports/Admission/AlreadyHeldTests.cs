using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class AlreadyHeldTests
{
    private static readonly Collector Civil = new("civil-monthly", "500118-CIVIL", DivisionLevel.VILLAGE, new DateOnly(2026, 11, 1));

    [Fact]
    public void What_is_collected_already_is_known_and_does_not_reject_what_is_new()
    {
        var decision = Decide.On(Asking.Facts(fields: [Asking.Field(collectors: [Civil]), Asking.Field(Asking.Households with { Code = "new" })]));
        Assert.Equal(Outcome.ADMITTED, decision.Outcome);
        Assert.Equal([new FieldVerdict("civil.households", Verdict.KNOWN, "500118-CIVIL", new DateOnly(2026, 11, 1)), new FieldVerdict("new", Verdict.NEW, null, null)], decision.Fields);
        Assert.Equal(("ALREADY_HELD", "civil.households"), (decision.Grounds[0].Code, decision.Grounds[0].Field));
    }

    [Fact]
    public void A_form_that_asks_nothing_new_becomes_sharing()
    {
        var decision = Decide.On(Asking.Facts(fields: [Asking.Field(collectors: [Civil])]));
        Assert.Equal(Outcome.REJECTED, decision.Outcome);
        Assert.True(Decide.IsAllKnown(decision));
        Assert.Equal((0, 1, 0), (decision.Burden.FieldsAsked, decision.Burden.FieldsSaved, decision.Burden.Minutes));
    }

    [Fact]
    public void What_villages_give_is_derivable_for_the_township()
    {
        var decision = Decide.On(Asking.Facts(Asking.Form with { Level = DivisionLevel.TOWNSHIP }, [Asking.Field(collectors: [Civil])]));
        Assert.Equal(Verdict.DERIVABLE, decision.Fields[0].Verdict);
    }

    [Fact]
    public void A_form_of_which_everything_follows_from_what_is_held_is_refused_with_its_ground_and_no_authority_can_waive_it()
    {
        var facts = Asking.Facts(Asking.Form with { Level = DivisionLevel.TOWNSHIP }, [Asking.Field(collectors: [Civil])]);
        var decision = Decide.On(facts);
        Assert.Equal((Outcome.REJECTED, "ALREADY_HELD", "civil.households"), (decision.Outcome, Assert.Single(decision.Grounds).Code, decision.Grounds[0].Field));
        Assert.True(Decide.IsAllKnown(decision));
        Assert.Equal("ALREADY_HELD", Assert.Single(Decide.Unwaivable(facts, decision)).Code);
        // Beside something new it is only a verdict, as before.
        Assert.Empty(Decide.On(Asking.Facts(facts.Form, [.. facts.Fields, Asking.Field(Asking.Households with { Code = "new" })])).Grounds);
    }

    [Theory]
    [InlineData(Frequency.YEARLY, true)]
    [InlineData(Frequency.MONTHLY, false)]
    [InlineData(Frequency.WEEKLY, false)]
    public void Who_wants_it_more_often_than_it_is_collected_is_told_whose_form_that_is(Frequency collected, bool told)
    {
        var decision = Decide.On(Asking.Facts(fields: [Asking.Field(collectors: [Civil with { Frequency = collected }]), Asking.Field(Asking.Households with { Code = "new" })]));
        Assert.Equal((Outcome.ADMITTED, Verdict.KNOWN), (decision.Outcome, decision.Fields[0].Verdict));
        Assert.Equal(told ? ["COLLECTED_LESS_OFTEN"] : [], decision.Remarks.Select(r => r.Code));
        if (!told) return;
        Assert.Contains("civil-monthly(500118-CIVIL,每年)", decision.Remarks[0].Text, StringComparison.Ordinal);
        Assert.Contains("civil-monthly (500118-CIVIL, every year)", decision.Remarks[0].TextEn, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_past_its_validity_is_stale_and_asked()
    {
        var field = Asking.Field(Asking.Households with { ValidForDays = 30 }, collectors: [Civil], held: [new Holding(DivisionLevel.VILLAGE, Asking.Today.AddDays(-31), false)]);
        Assert.Equal(Verdict.STALE, Decide.On(Asking.Facts(fields: [field])).Fields[0].Verdict);
    }

    [Fact]
    public void What_rosters_counts_is_known() =>
        Assert.Equal(Verdict.KNOWN, Decide.On(Asking.Facts(fields: [Asking.Field(Asking.Households with { System = "ROSTERS_ON_POST" })])).Fields[0].Verdict);
}
