using Datarun.Exchange.Disputes;
using Datarun.Exchange.Proceedings;
using Datarun.ServiceDefaults.Security;
using Xunit;

namespace Datarun.Tests.Rules.Exchange;

public class DisputeLadderTests
{
    [Theory]
    [InlineData("511621-CIVIL", "511621-POLICE", "511621")]
    [InlineData("511621-CIVIL", "511602-POLICE", "5116")]
    [InlineData("511621-CIVIL", "5116-POLICE", "5116")]
    [InlineData("511621-CIVIL", "510104-POLICE", "51")]
    [InlineData("511621-CIVIL", "51-POLICE", "51")]
    [InlineData("511621-CIVIL", "500118-POLICE", "")]
    [InlineData("511621-CIVIL", "NBS", "")]
    [InlineData("511621002", "511621100-OFFICE", "511621")]
    public void The_common_authority_is_that_of_the_smallest_area_that_holds_both(string consumer, string provider, string area) =>
        Assert.Equal(area, Authority.CommonArea(consumer, provider));

    [Theory]
    [InlineData(DisputeRung.NEGOTIATION, "511621-HEALTH", "PARTIES", null)]
    [InlineData(DisputeRung.AUTHORITY, "511621-HEALTH", "SAME_LEVEL_AUTHORITY", "511621")]
    [InlineData(DisputeRung.AUTHORITY, "5116-HEALTH", "COMMON_SUPERIOR_AUTHORITY", "5116")]
    [InlineData(DisputeRung.GOVERNMENT, "5116-HEALTH", "PEOPLES_GOVERNMENT", "5116")]
    [InlineData(DisputeRung.AUTHORITY, "500118-HEALTH", "COMMON_SUPERIOR_AUTHORITY", null)]
    public void The_body_at_each_rung_follows_from_the_two_sides(DisputeRung rung, string provider, string kind, string? area) =>
        Assert.Equal(new DisputeBody(kind, area), DisputeLadder.BodyAt(rung, Authority.CommonArea("511621-CIVIL", provider), "511621-CIVIL", provider));

    [Theory]
    [InlineData(DisputeRung.AUTHORITY, "511621-DATA", Role.SHARING_AUTHORITY, true)]
    [InlineData(DisputeRung.AUTHORITY, "51-DATA", Role.SHARING_AUTHORITY, false)]
    [InlineData(DisputeRung.AUTHORITY, "511621", Role.DECIDER, false)]
    [InlineData(DisputeRung.GOVERNMENT, "511621", Role.DECIDER, true)]
    [InlineData(DisputeRung.GOVERNMENT, "511621-COURT", Role.DECIDER, false)]
    [InlineData(DisputeRung.GOVERNMENT, "511621-DATA", Role.SHARING_AUTHORITY, false)]
    [InlineData(DisputeRung.NEGOTIATION, "511621-DATA", Role.SHARING_AUTHORITY, false)]
    public void Only_the_body_of_the_rung_rules(DisputeRung rung, string unit, Role role, bool may) =>
        Assert.Equal(may, DisputeLadder.MayRule(new Caller("c", unit, new HashSet<Role> { role }), rung, "511621"));

    [Fact]
    public void Nobody_but_an_administrator_records_what_the_State_decided() =>
        Assert.False(DisputeLadder.MayRule(new Caller("c", "", new HashSet<Role> { Role.DECIDER }), DisputeRung.GOVERNMENT, ""));
}
