using Datarun.ServiceDefaults.Codes;
using Xunit;

namespace Datarun.Tests.Rules.Codes;

public class CitizenIdTests
{
    [Theory]
    [InlineData("11010519491231002X")]
    [InlineData("440524188001010014")]
    [InlineData("34052419800101001X")]
    [InlineData("53010219200508011X")]
    public void Numbers_with_the_right_check_character_are_read(string text)
    {
        Assert.True(CitizenId.TryParse(text, out var id));
        Assert.Equal(text, id.Reveal());
    }

    [Theory]
    [InlineData("110105194912310021")] // check character
    [InlineData("110105194902300028")] // 30 February
    [InlineData("11010519491231002")]
    [InlineData("1101051949123100 X")]
    [InlineData("11010519491231002Ⅹ")]
    [InlineData("")]
    [InlineData(null)]
    public void Anything_else_is_refused(string? text) => Assert.False(CitizenId.TryParse(text, out _));

    [Fact]
    public void A_date_that_no_calendar_has_is_refused_although_the_check_character_is_right()
    {
        var right = "0123456789X".Count(check => CitizenId.TryParse($"11010519490228002{check}", out _));
        var wrong = "0123456789X".Count(check => CitizenId.TryParse($"11010519490229002{check}", out _));
        Assert.Equal((1, 0), (right, wrong));
    }

    [Fact]
    public void Birth_date_and_sex_are_read_from_it()
    {
        var woman = Read("11010519491231002X");
        var man = Read("440524188001010014");
        Assert.Equal((new DateOnly(1949, 12, 31), false), (woman.BirthDate, woman.IsMale));
        Assert.Equal((new DateOnly(1880, 1, 1), true), (man.BirthDate, man.IsMale));
    }

    [Fact]
    public void A_lower_case_x_is_read_as_upper_case()
    {
        Assert.True(CitizenId.TryParse("11010519491231002x", out var id));
        Assert.Equal("11010519491231002X", id.Reveal());
    }

    [Fact]
    public void Printing_masks_the_number() => Assert.Equal("110105************", $"{Read("11010519491231002X")}");

    private static CitizenId Read(string text) => CitizenId.TryParse(text, out var id) ? id : throw new ArgumentException(text, nameof(text));
}
