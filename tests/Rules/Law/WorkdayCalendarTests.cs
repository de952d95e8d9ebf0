using System.Globalization;
using Datarun.ServiceDefaults.Law;
using FsCheck.Xunit;
using Xunit;

namespace Datarun.Tests.Rules.Law;

public class WorkdayCalendarTests
{
    private static readonly WorkdayCalendar Calendar = WorkdayCalendar.Default;

    [Theory]
    [InlineData("2025-08-01", "2025-08-04", "2025-08-15", "2025-08-29", "2025-09-12")]
    [InlineData("2025-09-30", "2025-10-09", "2025-10-21", "2025-11-04", "2025-11-18")]
    [InlineData("2026-02-09", "2026-02-10", "2026-02-28", "2026-03-13", "2026-03-27")]
    [InlineData("2026-02-13", "2026-02-14", "2026-03-05", "2026-03-19", "2026-04-02")]
    [InlineData("2026-09-17", "2026-09-18", "2026-10-08", "2026-10-21", "2026-11-04")]
    [InlineData("2026-09-30", "2026-10-08", "2026-10-20", "2026-11-03", "2026-11-17")]
    [InlineData("2026-11-23", "2026-11-24", "2026-12-07", "2026-12-21", "2027-01-05")]
    public void Answers_extensions_and_deliveries_fall_due_on_the_right_workday(string received, string one, string ten, string extended, string delivered)
    {
        var from = Day(received);
        var answer = Calendar.AddWorkdays(from, 10).On;
        Assert.Equal(
            $"{one} {ten} {extended} {delivered}",
            string.Join(' ', new[] { Calendar.AddWorkdays(from, 1).On, answer, Calendar.AddWorkdays(answer, 10).On, Calendar.AddWorkdays(answer, 20).On }.Select(Text)));
    }

    [Theory]
    [InlineData("2026-12-07", 20, "2027-01-05", true)] // New Year's Day is off by law, although no notice for 2027 is out
    [InlineData("2026-12-07", 18, "2026-12-31", false)]
    [InlineData("2026-12-31", 0, "2026-12-31", false)]
    public void A_deadline_that_reaches_an_unpublished_year_is_provisional(string received, int workdays, string on, bool provisional) =>
        Assert.Equal(new Deadline(Day(on), provisional), Calendar.AddWorkdays(Day(received), workdays));

    [Theory]
    [InlineData("2026-11-23", DayKind.WORKDAY)]
    [InlineData("2026-11-22", DayKind.REST_DAY)]
    [InlineData("2026-09-20", DayKind.WORKDAY)] // make-up Sunday
    [InlineData("2026-09-25", DayKind.STATUTORY_HOLIDAY)] // Mid-Autumn
    [InlineData("2026-10-05", DayKind.REST_DAY)] // off by notice, not by law
    [InlineData("2026-02-16", DayKind.STATUTORY_HOLIDAY)] // 除夕
    [InlineData("2024-05-02", DayKind.REST_DAY)] // not yet statutory
    [InlineData("2027-05-02", DayKind.STATUTORY_HOLIDAY)]
    [InlineData("2027-02-05", DayKind.STATUTORY_HOLIDAY)] // 除夕 of an unpublished year
    [InlineData("2101-10-01", DayKind.REST_DAY)] // a Saturday, beyond what is known
    public void Each_day_is_of_one_of_three_kinds(string day, DayKind kind) => Assert.Equal(kind, Calendar.KindOf(Day(day)));

    [Fact]
    public void Only_years_with_a_notice_are_published() =>
        Assert.Equal("2020 2021 2022 2023 2024 2025 2026", string.Join(' ', Enumerable.Range(2015, 20).Where(Calendar.IsPublished)));

    [Property(MaxTest = 300)]
    public bool Counting_the_workdays_to_a_deadline_gives_the_length_of_the_clock(ushort offset, byte workdays)
    {
        var from = new DateOnly(2020, 1, 1).AddDays(offset % 3000);
        var on = Calendar.AddWorkdays(from, workdays).On;
        return Calendar.WorkdaysBetween(from, on) == workdays && Calendar.WorkdaysBetween(on, from) == -workdays
            && (workdays == 0 || Calendar.IsWorkday(on));
    }

    [Fact]
    public void A_negative_number_counts_back() =>
        Assert.Equal(Day("2026-09-29"), Calendar.AddWorkdays(Day("2026-10-09"), -3).On);

    [Theory]
    [InlineData("2026-01-30", false, "2026-03-01", false)]
    [InlineData("2026-01-30", true, "2026-03-02", false)] // 1 March is a Sunday
    [InlineData("2026-12-02", true, "2027-01-04", true)]
    [InlineData("2026-10-24", true, "2026-11-23", false)]
    public void Thirty_days_are_calendar_days_and_move_off_a_rest_day_only_on_request(string received, bool moves, string on, bool provisional) =>
        Assert.Equal(new Deadline(Day(on), provisional), Calendar.AddDays(Day(received), 30, moves));

    [Theory]
    [InlineData("2027.min.json", """{"year":2027,"dates":[]}""", "2027-01-01 is missing")]
    [InlineData("2013.min.json", """{"year":2014,"dates":[]}""", "not that of its year")]
    [InlineData("2013.min.json", """{"year":2013,"dates":[{"date":"2013-01-01","type":"holiday"}]}""", "neither public_holiday")]
    [InlineData("2013.min.json", """{"year":2013,"dates":[{"date":"2013-01-01","type":"public_holiday"},{"date":"2013-01-01","type":"transfer_workday"}]}""", "twice")]
    [InlineData("2013.min.json", """{"year":2013""", "cannot be read")]
    [InlineData("2013.min.json", """{"year":2013}""", "cannot be read")]
    [InlineData("other.json", "{}", "no holiday calendar")]
    public void A_calendar_that_is_wrong_stops_the_start_with_its_reason(string name, string json, string reason)
    {
        using var folder = new TemporaryFolder(name, json);
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => WorkdayCalendar.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_notice_cannot_make_a_statutory_day_a_workday()
    {
        var days = StatutoryDays.Of(2027).Select(day => $$"""{"date":"{{Text(day)}}","type":"{{(day.Month == 10 ? "transfer_workday" : "public_holiday")}}"}""");
        using var folder = new TemporaryFolder("2027.min.json", $$"""{"year":2027,"dates":[{{string.Join(',', days)}}]}""");
        Assert.Contains("2027-10-01", Assert.Throws<InvalidDataException>(() => WorkdayCalendar.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Loading_the_new_notice_settles_what_was_provisional()
    {
        var days = StatutoryDays.Of(2027).Append(new(2027, 1, 4)).Select(day => $$"""{"date":"{{Text(day)}}","type":"public_holiday"}""");
        using var folder = new TemporaryFolder("2027.min.json", $$"""{"year":2027,"dates":[{{string.Join(',', days)}}]}""");
        Assert.Equal(new Deadline(new(2027, 1, 5), Provisional: true), Calendar.AddWorkdays(new(2027, 1, 1), 2));
        Assert.Equal(new Deadline(new(2027, 1, 6), Provisional: false), WorkdayCalendar.Load(folder.Path).AddWorkdays(new(2027, 1, 1), 2));
    }

    [Fact]
    public void A_later_notice_takes_the_place_of_its_year_and_a_wrong_one_is_left_out_and_told()
    {
        var days = StatutoryDays.Of(2027).Append(new(2027, 1, 4)).Select(day => $$"""{"date":"{{Text(day)}}","type":"public_holiday"}""");
        using var folder = new TemporaryFolder("2027.min.json", $$"""{"year":2027,"dates":[{{string.Join(',', StatutoryDays.Of(2027).Select(day => $$"""{"date":"{{Text(day)}}","type":"public_holiday"}"""))}}]}""");
        using var later = new TemporaryFolder("2027.json", $$"""{"year":2027,"dates":[{{string.Join(',', days)}}]}""");
        using var broken = new TemporaryFolder("2028.json", """{"year":2028""");
        var told = new List<string>();
        var calendar = WorkdayCalendar.Load(
            folder.Path, [Path.Combine(later.Path, "2027.json"), Path.Combine(broken.Path, "2028.json")], fault => told.Add(fault.Message));
        Assert.Equal(DayKind.REST_DAY, calendar.KindOf(new(2027, 1, 4)));
        Assert.Equal([2027], calendar.PublishedYears);
        Assert.Contains("2028.json", Assert.Single(told), StringComparison.Ordinal);
        Assert.NotEqual(WorkdayCalendar.Load(folder.Path).Version, calendar.Version);
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
