using Datarun.Reports.StandingNils;
using Xunit;

namespace Datarun.Tests.Rules.Reports;

public class CheckStandingNilTests
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    private static string[] Wrong(string unit, DateOnly from, string reason) =>
        [.. CheckStandingNil.Of(unit, new PutStandingNil.Body(from, reason), Today).Refused.Errors.Select(e => e.Pointer)];

    [Fact]
    public void A_unit_a_day_and_a_reason_are_enough() => Assert.Empty(Wrong("511621002003", new(2026, 1, 1), "辖区内无矿山𠮷"));

    [Theory]
    [InlineData("5116210020031")]
    [InlineData("500118-CIVIL")]
    [InlineData("")]
    public void Only_a_place_declares(string unit) => Assert.Equal(["?unit"], Wrong(unit, Today, "无"));

    [Theory]
    [InlineData("2025-11-23")]
    [InlineData("2027-11-25")]
    [InlineData("0001-01-01")]
    public void A_day_more_than_a_year_away_is_a_slip(string from) => Assert.Equal(["/from"], Wrong("511621002003", DateOnly.Parse(from), "无"));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\0b")]
    public void A_reason_is_a_text_that_can_be_kept(string reason) => Assert.Equal(["/reason"], Wrong("511621002003", Today, reason));

    [Fact]
    public void Half_a_surrogate_pair_is_no_reason() => Assert.Equal(["/reason"], Wrong("511621002003", Today, new string('\ud842', 1)));

    [Fact]
    public void Everything_wrong_is_said_at_once() => Assert.Equal(["?unit", "/from", "/reason"], Wrong("x", new(1999, 1, 1), ""));
}
