using Datarun.Reports.Validation;
using Datarun.ServiceDefaults.Law;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Validation;

public class UsualRangeTests
{
    private static readonly UsualRange.Measure Measure = new(12, 6, 3.5m, 20, new RuleReference("x", "2026-01-01", "本地政策", RuleBasis.LOCAL_POLICY));

    [Fact]
    public void Too_short_a_history_says_nothing() => Assert.Null(UsualRange.Of([1, 2, 3, 4, 5], Measure));

    [Fact]
    public void One_odd_month_does_not_hide_the_next()
    {
        var usual = UsualRange.Of([100, 102, 98, 101, 99, 100, 5000], Measure)!;
        Assert.Equal(100, usual.Median);
        Assert.True(usual.Contains(119));
        Assert.False(usual.Contains(900));
        Assert.Equal("900; 80–120, n = 7", usual.Say(900, 7));
    }

    [Theory]
    [InlineData(119, true)]
    [InlineData(121, false)]
    [InlineData(79, false)]
    public void A_unit_that_never_changes_may_change_a_little(int value, bool usual) =>
        Assert.Equal(usual, UsualRange.Of([100, 100, 100, 100, 100, 100], Measure)!.Contains(value));

    [Fact]
    public void The_largest_values_do_not_overflow() =>
        Assert.True(UsualRange.Of([.. Enumerable.Repeat(999_999_999_999_999.9999999999m, 12)], Measure)!.Contains(999_999_999_999_999m));

    [Fact]
    public void The_measure_is_a_dated_local_policy()
    {
        var measure = UsualRange.Measure.On(new DateOnly(2026, 11, 25));
        Assert.Equal(RuleBasis.LOCAL_POLICY, measure.Reference.Basis);
        Assert.True(measure.Least <= measure.Periods);
    }
}
