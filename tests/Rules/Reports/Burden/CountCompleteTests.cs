using Datarun.Reports.Burden;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Burden;

public class CountCompleteTests
{
    private static readonly AskedRow Villages = new() { Level = 5, Fields = 3, Required = 3, Needed = 3, Units = 100, LeastHeld = 40, NextHeld = 100 };

    [Fact]
    public void The_only_cell_that_some_lack_decides()
    {
        Assert.Equal(30, CountComplete.Of(Villages, 10));
        Assert.Equal(90, CountComplete.Of(Villages with { LeastHeld = 100 }, 10));
        Assert.Equal(30, CountComplete.Of(Villages with { NextHeld = null }, 10));
        Assert.Null(CountComplete.Of(Villages with { NextHeld = 90 }, 10));
    }

    [Fact]
    public void Nobody_is_complete_without_a_filing_where_only_those_who_filed_hold_a_cell()
    {
        Assert.Equal(0, CountComplete.Of(Villages with { NextHeld = 90 }, 40));
        Assert.Equal(0, CountComplete.Of(Villages with { LeastHeld = 0, NextHeld = 0 }, 0));
    }

    [Fact]
    public void Where_the_figures_do_not_tell_the_units_are_looked_at()
    {
        AskedRow[] unclear =
        [
            Villages with { LatestAnswers = true }, Villages with { Waits = true }, Villages with { IsRecalled = true }, Villages with { Nils = true }, Villages with { Level = 4 }, Villages with { Needed = 2 },
            Villages with { Required = 0 }, Villages with { LeastHeld = 5 },
        ];
        Assert.All(unclear, row => Assert.Null(CountComplete.Of(row, 10)));
    }
}
