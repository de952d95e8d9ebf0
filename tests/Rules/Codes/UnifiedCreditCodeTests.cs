using Datarun.ServiceDefaults.Codes;
using Xunit;

namespace Datarun.Tests.Rules.Codes;

public class UnifiedCreditCodeTests
{
    public static TheoryData<string> Valid =>
        ["91350100M000100Y43", "914403001922038216", "9144030071526726XG", "91330100799655058B", "91110000802100433B", "91110108551385082Q"];

    [Theory]
    [MemberData(nameof(Valid))]
    public void Codes_with_both_check_characters_right_are_read(string text)
    {
        Assert.True(UnifiedCreditCode.TryParse(text, out var code));
        Assert.Equal((text, text[8..17]), (code.ToString(), code.OrganisationCode));
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void No_other_final_character_passes(string text)
    {
        var passing = "0123456789ABCDEFGHJKLMNPQRTUWXY".Where(last => UnifiedCreditCode.TryParse(text[..17] + last, out _));
        Assert.Equal([text[17]], passing);
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_right_final_character_does_not_heal_a_wrong_organisation_code(string text)
    {
        var otherCheck = text[16] == '1' ? '2' : '1';
        Assert.DoesNotContain("0123456789ABCDEFGHJKLMNPQRTUWXY", last => UnifiedCreditCode.TryParse(text[..16] + otherCheck + last, out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("91350100M000100Y4")]
    [InlineData("91350100M000100Y433")]
    [InlineData("91350100O000100Y43")] // letter O
    [InlineData("9135010国M00100Y43")]
    public void Other_lengths_and_characters_are_refused(string? text) => Assert.False(UnifiedCreditCode.TryParse(text, out _));

    [Fact]
    public void Lower_case_is_read_as_upper_case()
    {
        Assert.True(UnifiedCreditCode.TryParse("91350100m000100y43", out var code));
        Assert.Equal("91350100M000100Y43", code.ToString());
    }

    [Theory]
    [InlineData("D2143569", 'X')]
    [InlineData("71526726", 'X')]
    [InlineData("M000100Y", '4')]
    public void The_organisation_code_has_a_check_character_of_its_own(string first8, char check) =>
        Assert.Equal(check, UnifiedCreditCode.OrganisationCheck(first8));
}
