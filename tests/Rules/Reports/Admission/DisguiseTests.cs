using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.Reports.Validation;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class DisguiseTests
{
    [Fact]
    public void A_quota_in_the_element_itself_is_a_quota() =>
        Assert.Equal(["QUOTA_ON_ADVERSE_EVENT"], Asking.Codes(Asking.Facts(fields: [Asking.Field(Asking.Households with { AdverseEvent = true, Min = 1 })])));

    [Fact]
    public void An_element_that_starts_at_nothing_has_none() =>
        Assert.Empty(Asking.Codes(Asking.Facts(fields: [Asking.Field(Asking.Households with { AdverseEvent = true, Min = 0 })])));

    [Theory]
    [InlineData("d.count >= 1", true)]
    [InlineData("0 < d.count", true)]
    [InlineData("d.count = 30", true)]
    [InlineData("d.count in (1, 2, 3)", true)]
    [InlineData("not d.count < 3", true)]
    [InlineData("d.count + d.other > 4", true)]
    [InlineData("d.seen", true)]
    [InlineData("d.count >= 0", false)]
    [InlineData("d.count <= 30", false)]
    [InlineData("d.count >= d.other", false)]
    [InlineData("not d.count > 0 or d.other >= 0", false)]
    [InlineData("d.count >= house", false)]
    [InlineData("house >= 1", false)]
    [InlineData("given(d.count)", false)]
    public void A_rule_that_turns_away_a_filing_by_which_nothing_happened_is_a_quota(string expression, bool quota)
    {
        var count = Asking.Households with { Code = "d.count", AdverseEvent = true };
        var elements = new[] { count, count with { Code = "d.other" }, count with { Code = "d.seen", Type = "BOOLEAN" }, Asking.Households with { Code = "house" } }.ToDictionary(e => e.Code);
        var demanded = DemandsEvents.Of([new ValidationRule("v", expression, "核对")], elements);
        Assert.Equal(quota, demanded.Count > 0);
        Assert.Equal(quota ? [.. demanded.Select(_ => "QUOTA_ON_ADVERSE_EVENT")] : [], Asking.Codes(Asking.Facts() with { QuotasOfRules = demanded }));
    }

    [Fact]
    public void A_quota_that_is_set_twice_over_is_named_once() => Assert.Equal(["QUOTA_ON_ADVERSE_EVENT"], Asking.Codes(
        Asking.Facts(fields: [Asking.Field(Asking.Households with { AdverseEvent = true }, minimum: 1)]) with { QuotasOfRules = [Asking.Households.Code] }));

    [Theory]
    [InlineData("null", false)]
    [InlineData("false", false)]
    [InlineData("\"\"", false)]
    [InlineData("[]", false)]
    [InlineData("0", false)]
    [InlineData("{}", false)]
    [InlineData("\"\\u200b\"", false)]
    [InlineData("[\"\",null,\" \"]", false)]
    [InlineData("\" 无 \"", false)]
    [InlineData("\"None\"", false)]
    [InlineData("{\"photo\":false}", false)]
    [InlineData("{\"kind\":\"photo\",\"required\":false}", false)]
    [InlineData("3", true)]
    [InlineData("\"无人机照片\"", true)]
    [InlineData("[false,\"照片\"]", true)]
    [InlineData("{\"photo\":false,\"video\":true}", true)]
    [InlineData("true", true)]
    [InlineData("[\"现场照片\"]", true)]
    [InlineData("{\"kind\":\"photo\"}", true)]
    public void Evidence_that_is_said_not_to_be_asked_is_not_asked(string evidence, bool asked) => Assert.Equal(
        asked ? ["EVIDENCE_NOT_REQUIRED"] : [], Asking.Codes(Asking.Facts(fields: [Asking.Field(evidence: System.Text.Json.JsonDocument.Parse(evidence).RootElement)])));
}
