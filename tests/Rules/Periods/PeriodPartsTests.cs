using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Periods;

public class PeriodPartsTests
{
    [Theory]
    [InlineData("2026", Frequency.HALF_YEARLY, "2026-H1 2026-H2")]
    [InlineData("2026", Frequency.QUARTERLY, "2026-Q1 2026-Q2 2026-Q3 2026-Q4")]
    [InlineData("2026-H2", Frequency.QUARTERLY, "2026-Q3 2026-Q4")]
    [InlineData("2026-Q4", Frequency.MONTHLY, "2026-10 2026-11 2026-12")]
    [InlineData("2026-02", Frequency.TEN_DAY, "2026-02-T1 2026-02-T2 2026-02-T3")]
    [InlineData("2026-W53", Frequency.DAILY, "2026-12-28 2026-12-29 2026-12-30 2026-12-31 2027-01-01 2027-01-02 2027-01-03")]
    public void Shorter_periods_fill_a_longer_one_exactly(string whole, Frequency rhythm, string parts) =>
        Assert.Equal(parts, string.Join(' ', Period.Parse(whole).PartsOf(rhythm)));

    [Theory]
    [InlineData("2028-02", Frequency.DAILY, 29)]
    [InlineData("2026-02-T3", Frequency.DAILY, 8)]
    [InlineData("2027", Frequency.EVENT, 365)] // what comes with events is dated by the day
    [InlineData("2999", Frequency.MONTHLY, 12)]
    public void All_of_them(string whole, Frequency rhythm, int count) => Assert.Equal(count, Period.Parse(whole).PartsOf(rhythm).Count);

    [Theory]
    [InlineData("2026-11", Frequency.WEEKLY)]
    [InlineData("2026", Frequency.WEEKLY)]
    [InlineData("2026-W47", Frequency.TEN_DAY)]
    [InlineData("2026-W47", Frequency.MONTHLY)]
    [InlineData("2026-11", Frequency.MONTHLY)]
    [InlineData("2026-11", Frequency.YEARLY)]
    [InlineData("2026", Frequency.ONCE)]
    public void Periods_that_do_not_nest_or_are_not_shorter_make_up_nothing(string whole, Frequency rhythm) => Assert.Empty(Period.Parse(whole).PartsOf(rhythm));
}
