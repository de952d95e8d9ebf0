using Datarun.Reports.Admission;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class BurdenOfOthersTests
{
    private static OtherForm Weekly(string area, DivisionLevel level, int minutes, string department = "500118-D") =>
        new($"f-{area}-{minutes}", department, area, level, Frequency.WEEKLY, minutes, 10);

    private static string[] Rules(FormBody form, params OtherForm[] others) => [.. Decide.On(Asking.Facts(form, others: others)).Grounds.Select(g => g.Rule!.Id)];

    [Fact]
    public void Levels_above_count_in_full_and_of_the_places_below_the_one_that_is_asked_most()
    {
        // 12 minutes a month are 2.8 a week: 150 + 2.8 fit into 160, and 160 + 2.8 do not.
        Assert.Empty(Rules(Asking.Form, Weekly("50", DivisionLevel.VILLAGE, 100), Weekly("500118118", DivisionLevel.VILLAGE, 50), Weekly("500118001", DivisionLevel.VILLAGE, 50)));
        Assert.Equal(["form.burden.village.week"],
            Rules(Asking.Form, Weekly("50", DivisionLevel.VILLAGE, 100), Weekly("500118", DivisionLevel.VILLAGE, 10), Weekly("500118118", DivisionLevel.VILLAGE, 50)));
    }

    [Fact]
    public void A_township_has_a_week_of_its_own()
    {
        var form = Asking.Form with { Level = DivisionLevel.TOWNSHIP };
        Assert.Empty(Rules(form, Weekly("500118", DivisionLevel.VILLAGE, 600)));
        Assert.Equal(["form.burden.township.week"], Rules(form, Weekly("50", DivisionLevel.TOWNSHIP, 600)));
    }

    [Fact]
    public void Both_budgets_are_named_when_both_are_spent()
    {
        var form = Asking.Form with { Frequency = Frequency.WEEKLY, MinutesPerFiling = 200 };
        var facts = Asking.Facts(form, [Asking.Field(Asking.Households with { Frequency = Frequency.WEEKLY })]);
        Assert.Equal(["form.burden.department.month", "form.burden.village.week"], Decide.On(facts).Grounds.Select(g => g.Rule!.Id));
    }

    [Fact]
    public void The_month_of_a_department_of_many_counties_is_that_of_the_county_with_most_units()
    {
        var facts = Asking.Facts(units: 30_000) with { Levels = new Dictionary<DivisionLevel, LevelUnits> { [DivisionLevel.VILLAGE] = new(30_000, 900) } };
        var decision = Decide.On(facts);
        Assert.Empty(decision.Grounds);
        Assert.Equal((360_000, 100_000 - 900 * 12), (decision.Burden.Minutes, decision.Burden.BudgetLeft));
    }
}
