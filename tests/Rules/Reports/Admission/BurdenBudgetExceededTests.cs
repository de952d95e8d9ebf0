using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class BurdenBudgetExceededTests
{
    [Fact]
    public void The_minutes_of_the_contract_come_out()
    {
        var known = new Collector("other", "500118-CIVIL", DivisionLevel.VILLAGE, Asking.Today);
        FieldFacts[] fields = [.. Enumerable.Range(0, 15).Select(i => Asking.Field(Asking.Households with { Code = $"e{i}" }, collectors: i < 9 ? [known] : []))];
        var burden = Decide.On(Asking.Facts(Asking.Form with { MinutesPerFiling = 35 }, fields)).Burden;
        Assert.Equal(new BurdenEstimate(6, 9, 3738, 96262), burden with { Week = null });
    }

    [Fact]
    public void A_department_has_a_budget_a_month()
    {
        var ground = Assert.Single(Decide.On(Asking.Facts(units: 20_000)).Grounds);
        Assert.Equal(("BURDEN_BUDGET_EXCEEDED", "form.burden.department.month"), (ground.Code, ground.Rule?.Id));
    }

    [Fact]
    public void Eight_weekly_forms_of_twenty_minutes_leave_a_village_no_time_for_a_ninth()
    {
        OtherForm[] eight = [.. Enumerable.Range(0, 8).Select(i => new OtherForm($"f{i}", $"500118-D{i}", "500118", DivisionLevel.VILLAGE, Frequency.WEEKLY, 20, 267))];
        var weekly = Asking.Form with { Frequency = Frequency.WEEKLY, MinutesPerFiling = 20 };
        var field = Asking.Field(Asking.Households with { Frequency = Frequency.WEEKLY });
        var ground = Assert.Single(Decide.On(Asking.Facts(weekly, [field], others: eight)).Grounds);
        Assert.Equal("form.burden.village.week", ground.Rule?.Id);
        Assert.Empty(Decide.On(Asking.Facts(weekly, [field], others: eight[..7])).Grounds);
    }
}
