using Datarun.Exchange.Values;
using Xunit;

namespace Datarun.Tests.Rules.Exchange;

public sealed class UnitRangeTests
{
    [Fact]
    public void Ranges_that_touch_or_overlap_become_one_and_others_stay_apart()
    {
        UnitRange[] ranges = [UnitRange.Of("500119"), UnitRange.Of("500118100"), UnitRange.Of("500118"), new("500117", "500118"), UnitRange.Of("500118-CIVIL"), UnitRange.Of("511621")];
        Assert.Equal([new UnitRange("500117", "50011:"), UnitRange.Of("511621")], UnitRange.Merge(ranges));
        Assert.Empty(UnitRange.Merge([]));
    }

    [Fact]
    public void A_range_covers_itself_and_what_lies_within()
    {
        var county = UnitRange.Of("500118");
        Assert.True(county.Covers(county));
        Assert.True(county.Covers(UnitRange.Of("500118118001")));
        Assert.False(UnitRange.Of("500118118").Covers(county));
        Assert.False(county.Covers(UnitRange.Of("500119")));
    }
}
