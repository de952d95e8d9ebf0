using Datarun.Reports.Masking;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Masking;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Masking;

public class MaskTests
{
    [Theory]
    [InlineData(MaskingProfile.FULL, "11010519491231002X")]
    [InlineData(MaskingProfile.MIDDLE_6_HIDDEN, "110105******31002X")]
    [InlineData(MaskingProfile.LAST_8_HIDDEN, "1101051949********")]
    [InlineData(MaskingProfile.BIRTH_DATE_HIDDEN, "110105********002X")]
    [InlineData(MaskingProfile.LAST_4_ONLY, "**************002X")]
    [InlineData(MaskingProfile.REGION_ONLY, "110105************")]
    [InlineData(MaskingProfile.BIRTH_YEAR_ONLY, "******1949********")]
    [InlineData(MaskingProfile.NONE, null)]
    public void One_number_has_many_displays(MaskingProfile profile, string? shown) => Assert.Equal(shown, profile.Show("11010519491231002X"));

    [Theory]
    [InlineData("王", "*")]
    [InlineData("王明", "王*")]
    [InlineData("王小明", "王*明")]
    [InlineData("莫𡐓村", "莫*村")]
    [InlineData("𡌶小𣒍", "𡌶*𣒍")]
    public void Names_are_masked_by_characters_and_never_in_the_middle_of_one(string name, string shown) => Assert.Equal(shown, MaskingProfile.NAME.Show(name));

    [Fact]
    public void A_telephone_number_keeps_its_ends() => Assert.Equal("138****5678", MaskingProfile.PHONE.Show("13812345678"));

    [Theory]
    [InlineData(MaskingProfile.LAST_8_HIDDEN)]
    [InlineData(MaskingProfile.LAST_4_ONLY)]
    [InlineData(MaskingProfile.MIDDLE_6_HIDDEN)]
    [InlineData(MaskingProfile.REGION_ONLY)]
    [InlineData(MaskingProfile.BIRTH_YEAR_ONLY)]
    [InlineData(MaskingProfile.PHONE)]
    public void What_is_too_short_is_hidden_whole(MaskingProfile profile) => Assert.Equal("****", profile.Show("1234"));

    [Theory]
    [InlineData(Identifier.CITIZEN_ID, "11010519491231002x", null, "11010519491231002X")]
    [InlineData(Identifier.CITIZEN_ID, "110105194912310021", "check", null)]
    [InlineData(Identifier.CITIZEN_ID, "110105194902300021", "date", null)]
    [InlineData(Identifier.CITIZEN_ID, "1101051949123100", "length ≠ 18", null)]
    [InlineData(Identifier.CITIZEN_ID, "11010519491231A02X", "digits", null)]
    [InlineData(Identifier.CREDIT_CODE, "91350100m000100y43", null, "91350100M000100Y43")]
    [InlineData(Identifier.CREDIT_CODE, "91350100M000100Y44", "check", null)]
    [InlineData(Identifier.CREDIT_CODE, "9135", "length ≠ 18", null)]
    public void Numbers_are_checked_by_their_check_characters(Identifier identifier, string text, string? fault, string? stored)
    {
        var wrong = CheckIdentifier.Read(identifier, text, out var number);
        Assert.Equal(fault, wrong?.Detail);
        if (stored is not null) Assert.Equal(stored, number);
    }
}
