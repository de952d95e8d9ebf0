using Datarun.Rosters.Shifts;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Rosters;

public class DutyHoursTests
{
    private static readonly DateOnly Day = new(2026, 2, 16);

    [Theory]
    [InlineData("08:00", "17:30", 570)]
    [InlineData("22:00", "06:00", 480)]
    [InlineData("08:00", "08:00", 1440)]
    [InlineData("18:00", "24:00", 360)]
    public void An_end_at_or_before_the_beginning_is_on_the_next_day(string from, string to, int minutes)
    {
        var hours = Of(from, to);
        Assert.Equal(minutes, (hours.ToAt - hours.FromAt).TotalMinutes);
        Assert.Equal(TimeSpan.Zero, hours.FromAt.Offset);
    }

    [Fact]
    public void A_night_belongs_to_both_of_its_days()
    {
        var night = Of("22:30", "06:15");
        Assert.Equal(((int, int)?)(1350, 1440), night.On(Day));
        Assert.Equal(((int, int)?)(0, 375), night.On(Day.AddDays(1)));
        Assert.Null(night.On(Day.AddDays(2)));
        Assert.Equal(Day.AddDays(1), night.LastOn);
        Assert.Equal(Day, Of("08:00", "24:00").LastOn);
    }

    [Theory]
    [InlineData("8:00")]
    [InlineData("24:01")]
    [InlineData("25:00")]
    [InlineData("08:60")]
    [InlineData("08:00:00")]
    [InlineData("")]
    public void Only_hours_and_minutes_are_a_time(string text) => Assert.False(ClockTime.TryParse(text, null, out _));

    private static DutyHours Of(string from, string to) => DutyHours.Of(Day, ClockTime.Parse(from, null), ClockTime.Parse(to, null));
}
