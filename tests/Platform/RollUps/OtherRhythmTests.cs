using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.RollUps;

/// <summary>A longer period is made of the shorter ones that are held, whatever the rhythm of the element says today, and of no day twice.</summary>
public sealed class OtherRhythmTests(LocalPlatform platform)
{
    private const string Api = "api/reports/v1";

    private static async Task<JsonNode> FigureAsync(ApiClient reader, string element, string period, string under) =>
        (await reader.GetAsync($"{Api}/rollups?element={element}&period={period}&under={under}")).Is(200).Items[0]!;

    private static async Task<string> SayAsync(ApiClient reader, string element, string period, string under)
    {
        var figure = await FigureAsync(reader, element, period, under);
        return $"{figure["value"]?.ToJsonString() ?? "-"} of {figure["reported"]}, {(figure["periods"] is { } p ? $"{p["reported"]}/{p["expected"]}" : "itself")}";
    }

    private async Task<(TestCounty County, ApiClient Civil, string Element)> ElementAsync(string frequency = "MONTHLY", string aggregation = "SUM")
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        return (county, civil, await DefineAsync(county, civil, frequency, aggregation));
    }

    private static Task<string> DefineAsync(TestCounty county, ApiClient civil, string frequency, string aggregation = "SUM") =>
        county.DefineAsync(civil, "rhythm", e => (e["frequency"], e["aggregation"], e["type"]) = (frequency, aggregation, "DECIMAL"));

    /// <summary>Waits for what the element has become.</summary>
    private static async Task BecomesAsync(string said, ApiClient reader, string element, string period, string under)
    {
        for (var until = DateTime.UtcNow.AddSeconds(10); DateTime.UtcNow < until && await SayAsync(reader, element, period, under) != said;) await Task.Delay(25);
        Assert.Equal(said, await SayAsync(reader, element, period, under));
    }

    [Fact]
    public async Task A_monthly_element_that_a_quarterly_form_collects_has_a_figure_of_the_year()
    {
        var (county, civil, element) = await ElementAsync();
        var form = $"q{county.Code}";
        (await civil.PutAsync($"{Api}/forms/{form}", TestCounty.Form(civil, [element], f => f["frequency"] = "QUARTERLY"))).Is(201);
        var reporter = await county.ReporterAsync(county.Code);
        foreach (var (n, quarter) in new[] { "2025-Q1", "2025-Q2", "2025-Q4" }.Index())
        {
            var request = (await civil.PostAsync($"{Api}/requests", new { form, period = quarter, under = county.Code, dueOn = TestCounty.Today.AddDays(20) })).Is(201)["id"];
            if (n == 2) continue; // asked, and nobody has filed it
            foreach (var village in county.Villages.Take(4 - n))
                (await reporter.PutAsync($"{Api}/tasks/{request}.{village}/filing", new { values = new Dictionary<string, int> { [element] = 10 } })).Is(200);
            (await reporter.PutAsync($"{Api}/tasks/{request}.{county.Villages[5]}/filing", new { nil = true })).Is(200);
        }
        Assert.Equal("40 of 5, itself", await SayAsync(civil, element, "2025-Q1", county.Code));
        Assert.Equal("70 of 9, 2/4", await SayAsync(civil, element, "2025", county.Code));
        var year = await FigureAsync(civil, element, "2025", county.Code);
        Assert.Equal(("2", "18", "9"), (year["nil"]!.ToString(), year["expected"]!.ToString(), year["missing"]!.ToString()));
        Assert.Equal("70 of 9, 2/2", await SayAsync(civil, element, "2025-H1", county.Code));
        Assert.Equal("- of 0, 0/2", await SayAsync(civil, element, "2025-H2", county.Code));
        Assert.Equal("20 of 2, 2/4", await SayAsync(civil, element, "2025", county.Villages[0]));
        var why = (await civil.GetAsync($"{Api}/rollups/explain?element={element}&period=2025&unit={county.Code}")).Is(200);
        Assert.Equal("SHORTER_PERIODS", why["basis"].ToString());
        Assert.Equal(["2025-Q1 40", "2025-Q2 30", "2025-Q3 -", "2025-Q4 -"], why["periods"]["items"]!.AsArray().Select(p => $"{p!["period"]} {p["value"]?.ToJsonString() ?? "-"}"));
        Assert.Equal(["60", "10"], why.Items.Select(i => i!["value"]?.ToJsonString()));
    }

    [Fact]
    public async Task Another_rhythm_of_the_element_takes_no_figure_of_an_earlier_year_away()
    {
        var (county, civil, element) = await ElementAsync();
        foreach (var month in new[] { "2024-01", "2024-02", "2024-03", "2025-01", "2025-02", "2025-06" }) await civil.RecordAsync(element, county.Village, 1, month);
        Assert.Equal("3 of 3, 3/12", await SayAsync(civil, element, "2024", county.Code));
        await DefineAsync(county, civil, "QUARTERLY");
        // From the middle of 2025 on it comes by the quarter; what the months hold stays, and no part of the year is left out or taken twice.
        await civil.RecordAsync(element, county.Village, 100, "2025-Q3");
        await civil.RecordAsync(element, county.Village, 200, "2025-Q4");
        await BecomesAsync("3 of 3, 3/12", civil, element, "2024", county.Code);
        Assert.Equal("3 of 3, 3/3", await SayAsync(civil, element, "2024-Q1", county.Code));
        Assert.Equal("303 of 5, 5/8", await SayAsync(civil, element, "2025", county.Code)); // six months and two quarters
        Assert.Equal("300 of 2, 2/2", await SayAsync(civil, element, "2025-H2", county.Code));
        await DefineAsync(county, civil, "WEEKLY"); // which nest in nothing longer
        await BecomesAsync("3 of 3, 3/12", civil, element, "2024", county.Code);
    }

    [Fact]
    public async Task Of_a_quarter_and_its_months_one_counts()
    {
        var (county, civil, element) = await ElementAsync();
        foreach (var month in new[] { "2025-01", "2025-02", "2025-03", "2025-05" }) await civil.RecordAsync(element, county.Village, 1, month);
        foreach (var quarter in new[] { "2025-Q1", "2025-Q2", "2025-Q3" }) await civil.RecordAsync(element, county.Village, 50, quarter);
        // Monthly it is: the months that are held, and a quarter only where no month of it is.
        Assert.Equal("54 of 5, 5/10", await SayAsync(civil, element, "2025", county.Code));
        Assert.Equal("50 of 1, itself", await SayAsync(civil, element, "2025-Q1", county.Code)); // what was given for the quarter itself is its figure
        // By the quarter, or by a rhythm of which nothing is held: the longest.
        foreach (var rhythm in new[] { "QUARTERLY", "HALF_YEARLY" })
        {
            await DefineAsync(county, civil, rhythm);
            await BecomesAsync("150 of 3, 3/4", civil, element, "2025", county.Code);
        }
    }

    [Fact]
    public async Task Where_one_township_went_over_to_months_the_quarters_of_the_others_count_on()
    {
        var (county, civil, element) = await ElementAsync();
        foreach (var quarter in new[] { "2025-Q1", "2025-Q2" }) await civil.RecordAsync(element, county.Villages[3], 30, quarter);
        foreach (var month in new[] { "2025-01", "2025-02", "2025-04" }) await civil.RecordAsync(element, county.Villages[0], 1, month);
        await civil.RecordAsync(element, county.Villages[1], 500, "2025-Q1"); // beside a village of its township that gives months
        Assert.Equal("63 of 5, 3/12", await SayAsync(civil, element, "2025", county.Code));
        Assert.Equal("63 of 5, 3/12", await SayAsync(civil, element, "2025", county.Code[..2]));
        Assert.Equal("3 of 3, 3/12", await SayAsync(civil, element, "2025", county.Townships[0]));
        Assert.Equal("60 of 2, 2/4", await SayAsync(civil, element, "2025", county.Townships[1]));
        Assert.Equal("530 of 2, itself", await SayAsync(civil, element, "2025-Q1", county.Code));
        var why = (await civil.GetAsync($"{Api}/rollups/explain?element={element}&period=2025&unit={county.Code}")).Is(200);
        Assert.Equal(("BELOW", "63", true), (why["basis"].ToString(), why["value"].ToJsonString(), why.Json!["periods"] is null));
        Assert.Equal(["3", "60"], why.Items.Select(i => i!["value"]!.ToJsonString()));
        // By the quarter: of the township that tries months a month only where it holds no quarter. Time is told by what the county as a whole has.
        await DefineAsync(county, civil, "QUARTERLY");
        await BecomesAsync("561 of 4, 2/4", civil, element, "2025", county.Code);
    }

    [Fact]
    public async Task Ten_days_make_a_month_and_days_make_ten()
    {
        var (county, civil, element) = await ElementAsync();
        await civil.RecordAsync(element, county.Villages[0], 3, "2025-05-T1");
        await civil.RecordAsync(element, county.Villages[1], 4, "2025-05-T3");
        await civil.RecordAsync(element, county.Villages[1], 5, "2025-05-12");
        Assert.Equal("12 of 3, 3/12", await SayAsync(civil, element, "2025-05", county.Code)); // T1, T3 and each of ten days
        Assert.Equal("5 of 1, 1/10", await SayAsync(civil, element, "2025-05-T2", county.Code));
        Assert.Equal("5 of 1, 1/7", await SayAsync(civil, element, "2025-W20", county.Code));
        Assert.Equal("- of 0, itself", await SayAsync(civil, element, "2025-06", county.Code));
    }

    [Fact]
    public async Task The_last_of_mixed_periods_is_that_which_ends_last()
    {
        var (county, civil, element) = await ElementAsync(aggregation: "LAST");
        await civil.RecordAsync(element, county.Village, 7, "2025-H1");
        await civil.RecordAsync(element, county.Village, 9, "2025-12"); // before 2025-H1 by its letters
        Assert.Equal("9 of 2, 2/7", await SayAsync(civil, element, "2025", county.Code));
        var why = (await civil.GetAsync($"{Api}/rollups/explain?element={element}&period=2025&unit={county.Code}")).Is(200);
        Assert.Equal("2025-12", why["parts"]["lastPeriod"]!.ToString());
    }

    [Fact]
    public async Task What_is_recorded_once_is_no_part_of_anything()
    {
        var (county, civil, element) = await ElementAsync("ONCE");
        await civil.RecordAsync(element, county.Village, 5, "2025-05-12");
        await civil.RecordAsync(element, county.Village, 6, "2025-06-12");
        Assert.Equal("- of 0, itself", await SayAsync(civil, element, "2025", county.Code));
    }
}
