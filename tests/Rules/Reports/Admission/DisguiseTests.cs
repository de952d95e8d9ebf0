using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Xunit;

namespace Datarun.Rules.Reports.Admission;

public class DisguiseTests
{
    [Fact]
    public void A_quota_in_the_element_itself_is_a_quota() =>
        Assert.Equal(["QUOTA_ON_ADVERSE_EVENT"], Asking.Codes(Asking.Facts(fields: [Asking.Field(Asking.Households with { AdverseEvent = true, Min = 1 })])));

    [Fact]
    public void An_element_that_starts_at_nothing_has_none() =>
        Assert.Empty(Asking.Codes(Asking.Facts(fields: [Asking.Field(Asking.Households with { AdverseEvent = true, Min = 0 })])));

    [Theory]
    [InlineData("null", false)]
    [InlineData("false", false)]
    [InlineData("\"\"", false)]
    [InlineData("[]", false)]
    [InlineData("true", true)]
    [InlineData("[\"现场照片\"]", true)]
    [InlineData("{\"kind\":\"photo\"}", true)]
    public void Evidence_that_is_said_not_to_be_asked_is_not_asked(string evidence, bool asked) => Assert.Equal(
        asked ? ["EVIDENCE_NOT_REQUIRED"] : [], Asking.Codes(Asking.Facts(fields: [Asking.Field(evidence: System.Text.Json.JsonDocument.Parse(evidence).RootElement)])));
}
