using Datarun.Reports.BurdenBudgets;
using Datarun.ServiceDefaults.Codes;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Burden;

public class TightestUnitTests
{
    private static readonly DateOnly Day = new(2026, 11, 25);

    private static (string, decimal) Of(string area, decimal own, (string, decimal)[] asked, params BudgetDecision[] decisions)
    {
        var week = TightestUnit.Of(area, own, asked, new Budgets(decisions, ServiceDefaults.Law.Rules.Default), DivisionLevel.VILLAGE, Day)!;
        return (week.Place, week.Minutes - week.Budget);
    }

    [Fact]
    public void Everything_above_counts_and_of_what_is_below_only_the_units_own()
    {
        (string, decimal)[] asked = [("CN", 10), ("50", 20), ("500118", 30), ("500118118", 40), ("500118118", 5), ("500118001", 60), ("350203", 500), ("500119", 500)];
        Assert.Equal(("500118001", 10 + 20 + 30 + 60 + 7 - 160), Of("500118", 7, asked));
        Assert.Equal(("500118118201", 10 + 20 + 30 + 45 + 100 + 7 - 160), Of("500118118", 7, [.. asked, ("500118118201", 100)]));
        Assert.Equal(("500119", 500 + 20 + 10 + 7 - 160), Of("CN", 7, asked));
    }

    [Fact]
    public void A_village_with_a_tighter_budget_is_found_though_it_is_asked_less()
    {
        (string, decimal)[] asked = [("500118", 50), ("500118118", 60)];
        Assert.Equal(("500118118", -43), Of("500118", 7, asked));
        Assert.Equal(("500118001003", 17), Of("500118", 7, asked, BudgetsTests.Week("500118001003", 40, "500118")));
        Assert.Equal(("500118118", -43), Of("500118", 7, asked, BudgetsTests.Week("350203", 0, "350203")));
    }

    [Fact]
    public void What_was_recalled_counts_no_more_where_it_was()
    {
        (string, decimal)[] asked = [("500118", 150), ("500118118", -150), ("500118118", 20)];
        Assert.Equal(("500118118", 20 + 7 - 160), Of("500118118", 7, asked));
        Assert.Equal(("500118", 150 + 7 - 160), Of("500118", 7, asked));
    }
}
