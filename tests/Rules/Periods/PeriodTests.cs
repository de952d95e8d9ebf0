using System.Text.Json;
using Datarun.ServiceDefaults.Periods;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Datarun.Tests.Rules.Periods;

/// <summary>Periods of every rhythm around days of 1900 to 2999.</summary>
public static class AnyPeriod
{
    private static readonly int First = new DateOnly(1901, 1, 1).DayNumber, Last = new DateOnly(2998, 12, 31).DayNumber;

    public static Arbitrary<Period> Periods() => Arb.From(
        from day in Gen.Choose(First, Last)
        from frequency in Gen.Elements(Enum.GetValues<Frequency>())
        select Period.Of(frequency, DateOnly.FromDayNumber(day)));
}

[Properties(Arbitrary = [typeof(AnyPeriod)], MaxTest = 1000)]
public class PeriodTests
{
    [Theory]
    [InlineData("2026", Frequency.YEARLY, "2026-01-01", "2026-12-31")]
    [InlineData("2026-H1", Frequency.HALF_YEARLY, "2026-01-01", "2026-06-30")]
    [InlineData("2026-H2", Frequency.HALF_YEARLY, "2026-07-01", "2026-12-31")]
    [InlineData("2026-Q4", Frequency.QUARTERLY, "2026-10-01", "2026-12-31")]
    [InlineData("2026-11", Frequency.MONTHLY, "2026-11-01", "2026-11-30")]
    [InlineData("2026-W47", Frequency.WEEKLY, "2026-11-16", "2026-11-22")]
    [InlineData("2026-W01", Frequency.WEEKLY, "2025-12-29", "2026-01-04")]
    [InlineData("2026-W53", Frequency.WEEKLY, "2026-12-28", "2027-01-03")]
    [InlineData("2026-11-T1", Frequency.TEN_DAY, "2026-11-01", "2026-11-10")]
    [InlineData("2026-11-T2", Frequency.TEN_DAY, "2026-11-11", "2026-11-20")]
    [InlineData("2024-02-T3", Frequency.TEN_DAY, "2024-02-21", "2024-02-29")]
    [InlineData("2026-11-23", Frequency.DAILY, "2026-11-23", "2026-11-23")]
    public void Each_written_form_names_its_days(string text, Frequency kind, string start, string end)
    {
        var period = Period.Parse(text);
        Assert.Equal((kind, $"{start} {end}", text), (period.Kind, $"{period.Start:yyyy-MM-dd} {period.End:yyyy-MM-dd}", period.ToString()));
        Assert.Equal(period, Period.Of(kind, period.End));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("26")]
    [InlineData("0206")]
    [InlineData("2026 ")]
    [InlineData("2026-0")]
    [InlineData("2026-13")]
    [InlineData("2026-00")]
    [InlineData("2026-H3")]
    [InlineData("2026-h1")]
    [InlineData("2026-Q0")]
    [InlineData("2026-Q5")]
    [InlineData("2026-W00")]
    [InlineData("2025-W53")]
    [InlineData("2026-W54")]
    [InlineData("2026-W7")]
    [InlineData("2026-11-T0")]
    [InlineData("2026-11-T4")]
    [InlineData("2026-11-31")]
    [InlineData("2025-02-29")]
    [InlineData("2026/11")]
    [InlineData("2026/11/23")]
    [InlineData("2026-11-23T00:00:00Z")]
    [InlineData("2026-1\0")]
    [InlineData("\uff12026")]
    [InlineData("+026")]
    public void Nothing_else_is_a_period(string? text) => Assert.False(Period.TryParse(text, out _));

    [Property]
    public bool Printing_then_reading_gives_the_same_period(Period period) => Period.Parse(period.ToString()) == period;

    [Property]
    public bool Next_and_previous_undo_each_other(Period period) => period.Next.Previous == period && period.Previous.Next == period;

    [Property]
    public bool Periods_follow_each_other_without_gap_or_overlap(Period period) => period.Next.Start == period.End.AddDays(1);

    [Property]
    public bool Every_day_of_a_period_belongs_to_it(Period period)
    {
        for (var day = period.Start; day <= period.End; day = day.AddDays(1))
        {
            if (Period.Of(period.Kind, day) != period || !period.Contains(day))
            {
                return false;
            }
        }

        return !period.Contains(period.Start.AddDays(-1)) && !period.Contains(period.End.AddDays(1));
    }

    [Property]
    public bool Containing_means_holding_both_ends(Period one, Period other) =>
        one.Contains(other) == (one.Contains(other.Start) && one.Contains(other.End));

    [Theory]
    [InlineData("2026", "2026-Q4", true)]
    [InlineData("2026-11", "2026-11-T3", true)]
    [InlineData("2026-11", "2026-11", true)]
    [InlineData("2026-11", "2026-W47", true)]
    [InlineData("2026-11", "2026-W49", false)] // 30 November to 6 December
    [InlineData("2026-11-23", "2026-11", false)]
    public void A_period_contains_those_that_lie_wholly_in_it(string outer, string inner, bool contains) =>
        Assert.Equal(contains, Period.Parse(outer).Contains(Period.Parse(inner)));

    [Theory]
    [InlineData(Frequency.ONCE)]
    [InlineData(Frequency.EVENT)]
    public void What_has_no_rhythm_is_dated_by_its_day(Frequency frequency) =>
        Assert.Equal("2026-11-23", Period.Of(frequency, new(2026, 11, 23)).ToString());

    [Fact]
    public void Json_holds_the_written_form_also_as_a_key()
    {
        Assert.Equal("\"2026-W47\"", JsonSerializer.Serialize(Period.Parse("2026-W47")));
        Assert.Equal("{\"2026-11\":1}", JsonSerializer.Serialize(new Dictionary<Period, int> { [Period.Parse("2026-11")] = 1 }));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Period>("2026"));
    }
}
