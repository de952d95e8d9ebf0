using Datarun.Reports.Reminders;
using Datarun.ServiceDefaults.Law;
using Xunit;

namespace Datarun.Tests.Rules.Reports;

public class ReminderTests
{
    private static ReminderWindow? On(string day) => ReminderWindow.Of(DateOnly.Parse(day), WorkdayCalendar.Default, ServiceDefaults.Law.Rules.Default);

    [Fact]
    public void Workdays_before_the_day_are_counted_over_holidays_and_make_up_days()
    {
        var before = On("2026-09-30")!;
        Assert.Equal(new DateOnly(2026, 10, 10), before.To); // 8, 9 and the make-up Saturday
        Assert.Equal(new DateOnly(2026, 9, 2), before.From); // past Mid-Autumn, and over the make-up Sunday
        Assert.Equal(RuleBasis.LOCAL_POLICY, before.Rule.Basis);
    }

    [Theory]
    [InlineData("2026-10-01")]
    [InlineData("2026-11-28")]
    public void Nobody_is_reminded_on_a_rest_day(string day) => Assert.Null(On(day));

    [Fact]
    public void A_make_up_Saturday_is_a_day_like_others() => Assert.NotNull(On("2026-02-28"));
}
