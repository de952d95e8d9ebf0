using Datarun.Exchange.Values;
using Xunit;

namespace Datarun.Tests.Rules.Exchange;

public class PurposeTests
{
    [Fact]
    public void The_purpose_may_come_as_it_is_or_percent_encoded()
    {
        Assert.True(Purpose.Matches("低保资格核对", "低保资格核对"));
        Assert.True(Purpose.Matches(Uri.EscapeDataString("低保资格核对"), "低保资格核对"));
        Assert.True(Purpose.Matches("100%25 checked", "100% checked"));
        Assert.True(Purpose.Matches("100% checked", "100% checked"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("税务核查")]
    [InlineData("低保")]
    [InlineData("低保资格核对及其他")]
    public void Another_a_wider_or_no_purpose_does_not_match(string? stated) => Assert.False(Purpose.Matches(stated, "低保资格核对"));

    [Theory]
    [InlineData("低保 资格核对", true)]
    [InlineData("低保资格核对。", true)]
    [InlineData("%E4%BD%8E%E4%BF%9D-资格核对", true)]
    [InlineData("低保资格核对及其他", false)]
    [InlineData("低保", false)]
    [InlineData("。", false)]
    [InlineData("\ud83d", false)]
    public void A_slip_in_spaces_or_punctuation_resembles_the_purpose_and_another_purpose_does_not(string stated, bool resembles) =>
        Assert.Equal(resembles, Purpose.Resembles(stated, "低保资格核对"));
}
