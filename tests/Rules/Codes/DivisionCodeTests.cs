using System.Text.Json;
using Datarun.ServiceDefaults.Codes;
using Xunit;

namespace Datarun.Tests.Rules.Codes;

public class DivisionCodeTests
{
    [Theory]
    [InlineData("50", DivisionLevel.PROVINCE, null)]
    [InlineData("5001", DivisionLevel.CITY, "50")]
    [InlineData("500118", DivisionLevel.COUNTY, "5001")]
    [InlineData("500118118", DivisionLevel.TOWNSHIP, "500118")]
    [InlineData("500118118201", DivisionLevel.VILLAGE, "500118118")]
    public void Level_and_parent_follow_from_the_length(string text, DivisionLevel level, string? parent)
    {
        var code = DivisionCode.Parse(text);
        Assert.Equal((level, parent), (code.Level, code.Parent?.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("500")]
    [InlineData("50011")]
    [InlineData("5001181")]
    [InlineData("500118118201111")]
    [InlineData("000118")]
    [InlineData("50011X")]
    [InlineData(" 50118")]
    [InlineData("50011\uff18")] // full width
    [InlineData("50011\0")]
    public void Other_lengths_and_characters_are_refused(string? text) => Assert.False(DivisionCode.TryParse(text, out _));

    [Fact]
    public void Ancestors_go_up_to_the_province() =>
        Assert.Equal("500118118 500118 5001 50", string.Join(' ', DivisionCode.Parse("500118118201").Ancestors));

    [Theory]
    [InlineData("500118", "500118", true)]
    [InlineData("500118", "500118118201", true)]
    [InlineData("50", "500118118", true)]
    [InlineData("500118118", "500118", false)]
    [InlineData("500118", "500119001", false)]
    public void A_division_covers_itself_and_what_is_below(string above, string below, bool covers) =>
        Assert.Equal(covers, DivisionCode.Parse(above).Covers(DivisionCode.Parse(below)));

    [Fact]
    public void The_empty_code_covers_nothing() => Assert.False(default(DivisionCode).Covers(DivisionCode.Parse("50")));

    [Theory]
    [InlineData("500118", "500118999999", "500119")]
    [InlineData("500119", "500119999999", "50012")]
    [InlineData("99", "999999999999", "A")]
    public void The_range_end_lies_after_every_code_below_and_before_the_next(string text, string last, string next)
    {
        var end = DivisionCode.Parse(text).RangeEnd;
        Assert.True(string.CompareOrdinal(last, end) < 0);
        Assert.True(string.CompareOrdinal(end, next) <= 0);
    }

    [Fact]
    public void A_code_can_be_cut_to_a_higher_level_only()
    {
        var village = DivisionCode.Parse("500118118201");
        Assert.Equal("500118", village.At(DivisionLevel.COUNTY).ToString());
        Assert.Null(DivisionCode.Parse("50").At(DivisionLevel.COUNTY));
    }

    [Fact]
    public void Json_holds_the_code_as_text()
    {
        Assert.Equal("\"500118\"", JsonSerializer.Serialize(DivisionCode.Parse("500118")));
        Assert.Equal(DivisionCode.Parse("500118"), JsonSerializer.Deserialize<DivisionCode>("\"500118\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DivisionCode>("500118"));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DivisionCode>("\"50011\""));
    }
}
