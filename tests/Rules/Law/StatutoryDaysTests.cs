using Datarun.ServiceDefaults.Law;
using Xunit;
using Parameters = Datarun.ServiceDefaults.Law.Rules;

namespace Datarun.Tests.Rules.Law;

public class StatutoryDaysTests
{
    [Theory]
    [InlineData(2024, "01-01 02-10 02-11 02-12 04-04 05-01 06-10 09-17 10-01 10-02 10-03")]
    [InlineData(2025, "01-01 01-28 01-29 01-30 01-31 04-04 05-01 05-02 05-31 10-01 10-02 10-03 10-06")] // leap 6th month
    [InlineData(2026, "01-01 02-16 02-17 02-18 02-19 04-05 05-01 05-02 06-19 09-25 10-01 10-02 10-03")]
    [InlineData(2027, "01-01 02-05 02-06 02-07 02-08 04-05 05-01 05-02 06-09 09-15 10-01 10-02 10-03")]
    public void The_days_of_a_year_are_computed_from_sun_and_moon(int year, string days) =>
        Assert.Equal(days, string.Join(' ', StatutoryDays.Of(year).Select(day => $"{day:MM-dd}")));

    [Theory]
    [InlineData(2020)]
    [InlineData(2021)]
    [InlineData(2022)]
    [InlineData(2023)]
    [InlineData(2024)]
    [InlineData(2025)]
    [InlineData(2026)]
    public void Every_published_notice_agrees_with_the_law(int year)
    {
        var file = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Law", "calendar", $"{year}.min.json")));
        var off = file.RootElement.GetProperty("dates").EnumerateArray()
            .Where(day => string.Equals(day.GetProperty("type").GetString(), "public_holiday", StringComparison.Ordinal))
            .Select(day => DateOnly.FromDateTime(day.GetProperty("date").GetDateTime()));
        Assert.Empty(StatutoryDays.Of(year).Except(off));
    }

    [Fact]
    public void Their_number_is_that_of_the_rules_less_one_where_Mid_Autumn_falls_on_National_Day()
    {
        for (var year = 2014; year <= 2099; year++)
        {
            var days = StatutoryDays.Of(year);
            var midAutumnStandsApart = days.Any(day => day.Month == 9 || (day.Month == 10 && day.Day > 3));
            var granted = Parameters.Default.Get("holiday.statutoryDays", new(year, 12, 31)).Int;
            Assert.Equal($"{year}: {granted - (midAutumnStandsApart ? 0 : 1)}", $"{year}: {days.Count}");
        }
    }

    [Theory]
    [InlineData(2013)]
    [InlineData(2100)]
    [InlineData(9999)]
    public void Outside_the_known_years_there_is_none_and_no_error(int year) => Assert.Empty(StatutoryDays.Of(year));
}
