using Datarun.Rosters.CompTime;
using Datarun.Tests.Rules.Law;
using Xunit;
using Parameters = Datarun.ServiceDefaults.Law.Rules;

namespace Datarun.Tests.Rules.Rosters;

public class AllowanceClaimTests
{
    private const string Order = """{"id":"civil.overtime.order","version":"2019-06-01","value":["COMP_TIME"],"unit":"order","rule":"一","ruleEn":"one","source":"s","verified":"text"}""";
    private const string Rate = """{"id":"civil.overtime.allowance.perHour","version":"2026-01-01","value":2533,"unit":"fen","rule":"一","ruleEn":"one","source":"s","verified":"local"}""";

    [Fact]
    public void Without_a_rate_a_claim_says_hours_and_no_amount()
    {
        var claim = Of($"[{Order}]", new(2026, 5, 1));
        Assert.Equal((false, null, null, 1.67m), (claim.RateConfigured, claim.YuanPerHour, claim.Yuan, claim.Hours));
    }

    [Fact]
    public void At_a_rate_it_is_that_rate_of_the_day_of_the_work_and_no_multiple_of_it()
    {
        var claim = Of($"[{Order},{Rate}]", new(2026, 5, 1)); // Labour Day.
        Assert.Equal((25.33m, 42.22m), (claim.YuanPerHour, claim.Yuan)); // 2,533 fen × 100 / 60 = 4,221.67 fen
        Assert.Equal("civil.overtime.allowance.perHour", claim.Rules[1].Id);
        Assert.False(Of($"[{Order},{Rate}]", new(2025, 5, 1)).RateConfigured);
    }

    private static AllowanceClaimAnswer Of(string rules, DateOnly day)
    {
        using var folder = new TemporaryFolder("rules.json", rules);
        return AllowanceClaimAnswer.Of(new AllowanceClaim { Unit = "500118", Reason = "人手不足", Minutes = 100, Day = day }, Parameters.Load(Path.Combine(folder.Path, "rules.json")));
    }
}
