using Datarun.Reports.BurdenBudgets;
using Datarun.ServiceDefaults.Codes;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Burden;

public class BudgetsTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);

    internal static BudgetDecision Week(string scope, int minutes, string authority, DateOnly? from = null, DateOnly? to = null, DivisionLevel level = DivisionLevel.VILLAGE) =>
        new(BudgetKind.UNIT_WEEK, scope, level, from ?? Monday, to, minutes, "减负年", "某发〔2026〕1号", authority, authority, default, 1);

    private static int? Village(string village, DateOnly day, params BudgetDecision[] decisions) =>
        new Budgets(decisions, ServiceDefaults.Law.Rules.Default).OfUnit(village, DivisionLevel.VILLAGE, day)?.Minutes;

    [Fact]
    public void The_rule_holds_where_nobody_decided()
    {
        var budgets = new Budgets([Week("350203", 90, "350203")], ServiceDefaults.Law.Rules.Default);
        var holds = budgets.OfUnit("500118118201", DivisionLevel.VILLAGE, Monday)!;
        Assert.Equal((160, "form.burden.village.week", null), (holds.Minutes, holds.Rule.Id, holds.Decision));
        Assert.Equal(600, budgets.OfUnit("500118118", DivisionLevel.TOWNSHIP, Monday)!.Minutes);
        Assert.Null(budgets.OfUnit("500118", DivisionLevel.COUNTY, Monday));
        Assert.Equal(100_000, budgets.OfDepartment("500118-CIVIL", Monday).Minutes);
    }

    [Fact]
    public void An_authority_decides_for_a_place_for_some_time_and_the_narrower_and_the_later_decision_count()
    {
        BudgetDecision[] county = [Week("500118", 120, "500118", to: Monday.AddDays(6)), Week("500118118", 200, "500118"), Week("500118", 100, "500118", Monday.AddDays(7))];
        Assert.Equal(120, Village("500118001001", Monday, county));
        Assert.Equal(100, Village("500118001001", Monday.AddDays(7), county));
        Assert.Equal(200, Village("500118118201", Monday, county));
        Assert.Equal(160, Village("500118001001", Monday.AddDays(-1), county));
        Assert.Equal(160, Village("500119001001", Monday, county));
    }

    [Fact]
    public void What_an_authority_above_has_set_nobody_below_loosens()
    {
        var province = Week("50", 100, "50");
        Assert.Equal(100, Village("500118118201", Monday, province, Week("500118", 150, "500118")));
        Assert.Equal(80, Village("500118118201", Monday, province, Week("500118", 80, "500118")));
        // The province itself makes an exception.
        Assert.Equal(140, Village("500118118201", Monday, province, Week("500118", 140, "50"), Week("500118", 150, "500118")));
        Assert.Equal(90, Village("500118118201", Monday, Week("CN", 90, "CN"), province));
    }

    [Fact]
    public void A_decision_is_named_with_its_basis_and_never_as_law()
    {
        var holds = new Budgets([Week("500118", 90, "500118")], ServiceDefaults.Law.Rules.Default).OfUnit("500118118201", DivisionLevel.VILLAGE, Monday)!;
        Assert.Equal(("burden-budget/500118", "2026-11-23", "某发〔2026〕1号", ServiceDefaults.Law.RuleBasis.LOCAL_POLICY), (holds.Rule.Id, holds.Rule.Version, holds.Rule.Source, holds.Rule.Basis));
    }

    [Fact]
    public void Nothing_is_decided_for_a_day_that_is_over()
    {
        var today = Monday.AddDays(2);
        Assert.False(Week("500118", 90, "500118", today).ReachesBack(null, today));
        Assert.True(Week("500118", 90, "500118", today.AddDays(-1)).ReachesBack(null, today));
        var begun = Week("500118", 90, "500118");
        Assert.True((begun with { Minutes = 80 }).ReachesBack(begun, today));
        Assert.False((begun with { Reason = "补充说明" }).ReachesBack(begun, today));
        Assert.False((begun with { ValidTo = today.AddDays(-1) }).ReachesBack(begun, today));
        Assert.True((begun with { ValidTo = today.AddDays(-2) }).ReachesBack(begun, today));
        // What ended is not taken up again for days that are over.
        Assert.True(begun.ReachesBack(begun with { ValidTo = Monday }, today));
    }
}
