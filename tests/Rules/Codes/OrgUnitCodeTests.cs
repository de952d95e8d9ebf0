using Datarun.ServiceDefaults.Codes;
using Xunit;

namespace Datarun.Tests.Rules.Codes;

public class OrgUnitCodeTests
{
    [Theory]
    [InlineData("500118-CIVIL", null)]
    [InlineData("a_B-9", null)]
    [InlineData("500118118201", "500118118201")]
    public void A_unit_is_a_place_or_a_body_of_its_own(string text, string? division) =>
        Assert.Equal(division, OrgUnitCode.Parse(text).Division?.ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("500118 CIVIL")]
    [InlineData("500118/CIVIL")]
    [InlineData("民政局")]
    [InlineData("50011")]
    [InlineData("00")]
    public void What_would_need_escaping_or_looks_like_a_broken_division_is_refused(string? text) =>
        Assert.False(OrgUnitCode.TryParse(text, out _));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_code_has_up_to_64_characters(int length, bool valid) =>
        Assert.Equal(valid, OrgUnitCode.TryParse(new string('A', length), out _));
}
