using Datarun.Rosters;
using Datarun.Rosters.OrgUnits;
using Datarun.Rosters.People;
using Datarun.ServiceDefaults.Codes;
using Xunit;

namespace Datarun.Tests.Rules.Rosters;

public class RosterTextTests
{
    [Fact]
    public void A_citizen_number_is_shown_masked() => Assert.Equal("1101***********02X", MaskedCitizenId.Of("11010519491231002X"));

    [Theory]
    [InlineData("500118-CIVIL", "500118", true)]
    [InlineData("500118-CIVIL", "500118118", true)]
    [InlineData("500118-CIVIL", "500120", false)]
    [InlineData("500118118-OFFICE", "500118", false)]
    [InlineData("MINISTRY", "11", true)]
    public void A_body_s_code_begins_with_its_own_place_or_none(string code, string division, bool belongs) =>
        Assert.Equal(belongs, OrgUnitCodeRule.BelongsTo(code, DivisionCode.Parse(division)));

    [Fact]
    public void Names_are_normalised_and_kept_whole()
    {
        Assert.Null(NameText.Read("莫𡔓村\uE000e\u0301", out var name));
        Assert.Equal("莫𡔓村\uE000é", name);
    }

    [Theory]
    [InlineData("", "FIELD_REQUIRED")]
    [InlineData(" 　", "FIELD_REQUIRED")]
    [InlineData("a\0b", "TEXT_INVALID")]
    [InlineData("a\nb", "TEXT_INVALID")]
    public void Blank_names_and_controls_are_refused(string raw, string code) => Assert.Equal(code, NameText.Read(raw, out _)?.Code);

    [Fact]
    public void The_length_of_a_name_counts_characters_as_a_reader_does()
    {
        Assert.Null(NameText.Read(string.Concat(Enumerable.Repeat("𡔓", 200)), out _));
        Assert.Equal("TEXT_INVALID", NameText.Read(new string('村', 201), out _)?.Code);
    }
}
