using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class HeldOfSomeUnitsTests
{
    private static FieldFacts Held(long? units) => Asking.Field(Asking.Households, held: [new Holding(DivisionLevel.VILLAGE, Asking.Today, true) { Units = units }]);

    private static FormBody By(string department) => Asking.Form with { Department = department };

    [Theory]
    [InlineData(1L, "1/267")]
    [InlineData(266L, "266/267")]
    [InlineData(267L, null)]
    [InlineData(null, null)]
    public void What_is_held_of_some_is_known_and_it_is_said_of_how_many(long? units, string? said)
    {
        var decision = Decide.On(Asking.Facts(By("500118-HEALTH"), [Held(units), Asking.Field(Asking.Households with { Code = "new" })]));
        Assert.Equal((Outcome.ADMITTED, Verdict.KNOWN, 1), (decision.Outcome, decision.Fields[0].Verdict, decision.Burden.FieldsAsked));
        Assert.Equal(said, decision.Fields[0].Coverage is { } c ? $"{c.Held}/{c.Of}" : null);
        Assert.Equal(said is not null, decision.Remarks.Any(r => r.Code == "HELD_OF_SOME_UNITS" && r.Text.Contains($"({said})", StringComparison.Ordinal)));
    }

    [Fact]
    public void Only_its_source_asks_for_it_alone()
    {
        Assert.True(Decide.IsAllKnown(Decide.On(Asking.Facts(By("500118-HEALTH"), [Held(1)]))));
        var completed = Decide.On(Asking.Facts(fields: [Held(1)]));
        Assert.Equal((Outcome.ADMITTED, 1), (completed.Outcome, completed.Burden.FieldsAsked));
        Assert.Empty(completed.Grounds);
        Assert.True(Decide.IsAllKnown(Decide.On(Asking.Facts(fields: [Held(267)]))));
    }
}
