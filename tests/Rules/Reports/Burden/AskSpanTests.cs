using Datarun.Reports.Burden;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Burden;

public class AskSpanTests
{
    private static readonly DateOnly Wednesday = new(2026, 11, 25);

    [Theory]
    [InlineData(Frequency.DAILY, 1)]
    [InlineData(Frequency.WEEKLY, 7)]
    [InlineData(Frequency.TEN_DAY, 10)]
    [InlineData(Frequency.MONTHLY, 31)]
    [InlineData(Frequency.QUARTERLY, 91)]
    [InlineData(Frequency.HALF_YEARLY, 182)]
    [InlineData(Frequency.YEARLY, 364)]
    [InlineData(Frequency.ONCE, 31)]
    [InlineData(Frequency.EVENT, 31)]
    public void A_request_lies_on_no_fewer_days_than_its_rhythm_has(Frequency frequency, int days)
    {
        Assert.Equal(days, AskSpan.Of(Wednesday, Wednesday, frequency).Last.DayNumber - Wednesday.DayNumber + 1);
        Assert.Equal(Wednesday.AddDays(400), AskSpan.Of(Wednesday, Wednesday.AddDays(400), frequency).Last);
    }

    [Fact]
    public void Its_minutes_lie_evenly_on_its_days()
    {
        var span = AskSpan.Of(Wednesday, Wednesday.AddDays(9), Frequency.WEEKLY); // Wednesday to Friday of the next week.
        Assert.Equal(["2026-W48", "2026-W49"], span.Weeks.Select(w => w.ToString()));
        Assert.Equal([0.5m, 0.5m], span.Weeks.Select(span.ShareOf));
        Assert.Equal(0, span.ShareOf(Period.Parse("2026-W50")));
        var year = AskSpan.Of(Wednesday, Wednesday.AddDays(200), Frequency.YEARLY);
        Assert.Equal(1, Math.Round(year.Weeks.Sum(year.ShareOf), 20));
        Assert.Equal(53, AskSpan.Of(Wednesday, DateOnly.MaxValue, Frequency.YEARLY).Weeks.Count());
    }

    [Fact]
    public void Over_the_turn_of_the_year_weeks_are_those_of_ISO() =>
        Assert.Equal(["2026-W53", "2027-W01"], AskSpan.Of(new DateOnly(2027, 1, 1), new DateOnly(2027, 1, 5), Frequency.DAILY).Weeks.Select(w => w.ToString()));
}
