using Datarun.Reports.Forms;
using Datarun.Reports.Refusals;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports;

public class RefusalTests
{
    private static readonly DateOnly Today = new(2026, 7, 1);

    private static FormBody Form(bool statistical, string? number, string? approval, string? until) => new(
        "农业生产月报", "511621-AGRI", DivisionLevel.TOWNSHIP, Frequency.MONTHLY, 10, [new FormField("x")], Statistical: statistical, FormNumber: number,
        ApprovalNumber: approval, ValidUntil: until is null ? null : DateOnly.Parse(until));

    [Theory]
    [InlineData("2026-06-30", true)]
    [InlineData("2026-07-01", false)]
    [InlineData(null, false)]
    public void A_form_is_expired_from_the_day_after_its_last(string? until, bool holds) =>
        Assert.Equal(holds, GroundOfRefusal.Holds(RefusalGround.FORM_EXPIRED, Form(true, "A", "B", until), Today));

    [Theory]
    [InlineData(true, null, "B", "2027-12-31", true)]
    [InlineData(true, "A", " ", "2027-12-31", true)]
    [InlineData(true, "A", "B", null, true)]
    [InlineData(true, "A", "B", "2027-12-31", false)]
    [InlineData(false, null, null, null, false)]
    public void Marks_are_missed_on_statistical_forms_only(bool statistical, string? number, string? approval, string? until, bool holds) =>
        Assert.Equal(holds, GroundOfRefusal.Holds(RefusalGround.STATISTICAL_MARKS_MISSING, Form(statistical, number, approval, until), Today));

    [Fact]
    public void Statute_is_cited_for_statistical_forms_and_local_policy_for_the_rest()
    {
        RuleBasis Basis(RefusalGround ground, bool statistical) => GroundOfRefusal.RuleFor(ground, statistical, ServiceDefaults.Law.Rules.Default, Today).Basis;
        Assert.Equal(RuleBasis.STATUTE, Basis(RefusalGround.FORM_EXPIRED, true));
        Assert.Equal(RuleBasis.LOCAL_POLICY, Basis(RefusalGround.FORM_EXPIRED, false));
        Assert.Equal(RuleBasis.LOCAL_POLICY, Basis(RefusalGround.OFF_CATALOGUE, true));
    }
}
