using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports;

public class NotThereTests
{
    private static readonly DateOnly FirstOfMarch = new(2026, 3, 1);

    [Theory]
    [InlineData("2026-02", "UNIT_NOT_BEGUN")]
    [InlineData("2026-02-28", "UNIT_NOT_BEGUN")]
    [InlineData("2026-W08", "UNIT_NOT_BEGUN")]
    [InlineData("2026-W09", null)]
    [InlineData("2026-03", null)]
    [InlineData("2026-Q1", null)]
    [InlineData("2026", null)]
    [InlineData("2025", "UNIT_NOT_BEGUN")]
    public void A_unit_is_asked_from_the_first_period_in_which_it_was_there_for_a_day(string period, string? problem) =>
        Assert.Equal(problem, NotThere.In(Period.Parse(period), FirstOfMarch, null)?.Problem.Code);

    [Theory]
    [InlineData("2026-03", null)]
    [InlineData("2026-03-01", null)]
    [InlineData("2026-03-02", "UNIT_ENDED")]
    [InlineData("2026-04", "UNIT_ENDED")]
    public void And_until_the_last_one(string period, string? problem) => Assert.Equal(problem, NotThere.In(Period.Parse(period), null, FirstOfMarch)?.Problem.Code);

    [Fact]
    public void One_of_which_no_day_is_known_was_always_there() => Assert.Null(NotThere.In(Period.Parse("1950"), null, null));
}
