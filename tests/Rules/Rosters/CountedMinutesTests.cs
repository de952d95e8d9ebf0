using Datarun.Rosters.Overtime;
using Datarun.ServiceDefaults.Law;
using Xunit;

namespace Datarun.Tests.Rules.Rosters;

public class CountedMinutesTests
{
    private const int Legal = 480;

    [Fact]
    public void A_legal_workday_is_no_overtime_and_a_rest_day_is_nothing_else()
    {
        Assert.Equal([0], Counted(DayKind.WORKDAY, (480, 960, 0)));
        Assert.Equal([60], Counted(DayKind.WORKDAY, (480, 1020, 0)));
        Assert.Equal([480], Counted(DayKind.REST_DAY, (480, 960, 0)));
        Assert.Equal([480], Counted(DayKind.STATUTORY_HOLIDAY, (480, 960, 0)));
    }

    [Fact]
    public void Five_hours_on_each_of_two_posts_are_two_hours_too_many() => Assert.Equal([0, 120], Counted(DayKind.WORKDAY, (480, 780, 0), (840, 1140, 0)));

    [Fact]
    public void A_minute_counts_once_in_the_entry_that_counts_first()
    {
        Assert.Equal([120, 60, 0], Counted(DayKind.REST_DAY, (600, 720, 0), (660, 780, 0), (620, 700, 0)));
        Assert.Equal([180, 60], Counted(DayKind.WORKDAY, (1140, 1320, 480), (1260, 1380, 0)));
    }

    [Fact]
    public void What_one_counts_stays_when_another_comes_after_it() =>
        Assert.Equal(Counted(DayKind.WORKDAY, (480, 1020, 0))[0], Counted(DayKind.WORKDAY, (480, 1020, 0), (360, 1200, 240))[0]);

    private static IReadOnlyList<int> Counted(DayKind kind, params (int From, int To, int Ordinary)[] pieces) =>
        CountedMinutes.Of(kind, Legal, [.. pieces.Select(p => new CountedMinutes.Piece(p.From, p.To, p.Ordinary))]);
}
