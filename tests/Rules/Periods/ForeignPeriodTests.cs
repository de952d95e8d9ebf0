using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Periods;

public sealed class ForeignPeriodTests
{
    public static TheoryData<string, string, string> Same => new()
    {
        { "2026", "2026", "2026-01-01/P1Y" }, { "2026-H1", "2026S1", "2026-01-01/P6M" }, { "2026-H2", "2026S2", "2026-07-01/P6M" }, { "2026-Q4", "2026Q4", "2026-10-01/P3M" },
        { "2026-11", "202611", "2026-11-01/P1M" }, { "2026-W47", "2026W47", "2026-11-16/P7D" }, { "2026-W07", "2026W7", "2026-02-09/P7D" }, { "2026-W01", "2026W1", "2025-12-29/P7D" },
        { "2026-11-T1", "2026-11-T1", "2026-11-01/P10D" }, { "2026-02-T3", "2026-02-T3", "2026-02-21/P8D" }, { "2026-11-23", "20261123", "2026-11-23/P1D" },
    };

    [Theory]
    [MemberData(nameof(Same))]
    public void Each_period_is_written_and_read_in_each_form(string own, string dhis2, string adx)
    {
        var period = Period.Parse(own);
        Assert.Equal((dhis2, adx), (Dhis2Period.Write(period), AdxPeriod.Write(period)));
        Assert.True(Dhis2Period.TryParse(dhis2, out var read) && read == period);
        Assert.True(Dhis2Period.TryParse(own, out read) && read == period);
        Assert.True(AdxPeriod.TryParse(adx, out read) && read == period);
    }

    [Theory]
    [InlineData("2026W07", "2026-W07")]
    [InlineData("2020W53", "2020-W53")]
    public void Weeks_of_dhis2_may_have_a_zero(string text, string own) => Assert.True(Dhis2Period.TryParse(text, out var period) && period == Period.Parse(own));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("202613")]
    [InlineData("2026S3")]
    [InlineData("2026W54")]
    [InlineData("20260230")]
    [InlineData("2026AprilS1")]
    [InlineData("2026-1-1")]
    public void What_is_no_period_is_not_read(string? text)
    {
        Assert.False(Dhis2Period.TryParse(text, out _));
        Assert.False(AdxPeriod.TryParse(text, out _));
    }

    [Theory]
    [InlineData("2026-11-15/P1M")]
    [InlineData("2026-11-02/P1Y")]
    [InlineData("2026-11-17/P7D")]
    [InlineData("2026-11-01/P9D")]
    [InlineData("2026-11-01/P2M")]
    [InlineData("0001-01-01/P1D")]
    [InlineData("9999-12-31/P1D")]
    [InlineData("2026-11-01/P1M/P1M")]
    public void A_span_that_is_no_period_of_ours_is_not_read(string text) => Assert.False(AdxPeriod.TryParse(text, out _));
}
