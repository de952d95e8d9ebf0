using Datarun.Reports.Admission;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class WaiverTests
{
    [Theory]
    [InlineData("LEAD_TIME_TOO_SHORT", true)]
    [InlineData("BURDEN_BUDGET_EXCEEDED", true)]
    [InlineData("QUOTA_ON_ADVERSE_EVENT", false)]
    [InlineData("RANKING_ON_ADVERSE_EVENT", false)]
    [InlineData("STATISTICAL_MARKS_MISSING", false)]
    [InlineData("FORM_EXPIRED", false)]
    [InlineData("LEGAL_BASIS_MISSING", false)]
    [InlineData("PERSONAL_DATA_BEYOND_PURPOSE", false)]
    [InlineData("OFF_CATALOGUE", false)]
    [InlineData("EMERGENCY_BASIS_MISSING", false)]
    public void Local_policy_can_be_waived_and_law_cannot(string code, bool waivable) =>
        Assert.Equal(waivable, AdmissionRules.All.Single(rule => rule.Code == code).Waivable);

    [Fact]
    public void What_is_held_already_blocks_a_waiver_only_where_nothing_else_is_asked()
    {
        var known = Asking.Field(collectors: [new Collector("other", "500118-CIVIL", DivisionLevel.VILLAGE, Asking.Today)]);
        var late = Asking.Form with { DueAfterWorkdays = 0 };
        string[] Law(params FieldFacts[] fields)
        {
            var facts = Asking.Facts(late, fields);
            return [.. Decide.Unwaivable(facts, Decide.On(facts)).Select(g => g.Code)];
        }
        Assert.Equal(["ALREADY_HELD"], Law(known));
        Assert.Empty(Law(known, Asking.Field(Asking.Households with { Code = "new" })));
    }
}
