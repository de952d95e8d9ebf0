using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.RollUps;

/// <summary>Months make quarters, half years and years, by the element's rule, and say for how many of them there is a figure.</summary>
public sealed class LongerPeriodTests(LocalPlatform platform)
{
    private const string Api = "api/reports/v1";

    private static async Task<JsonNode> FigureAsync(ApiClient reader, string element, string period, string under) =>
        (await reader.GetAsync($"{Api}/rollups?element={element}&period={period}&under={under}")).Is(200).Items.Single()!;

    private static string Say(JsonNode figure) =>
        $"{figure["value"]?.ToJsonString() ?? "-"} of {figure["reported"]}, {(figure["periods"] is { } p ? $"{p["reported"]}/{p["expected"]}" : "itself")}";

    [Theory]
    [InlineData("SUM", "66 of 5, 2/3", "66 of 5, 2/6", "69 of 6, 3/12")]
    [InlineData("AVG", "13.2 of 5, 2/3", "13.2 of 5, 2/6", "11.5 of 6, 3/12")] // of the five numbers, not of two months' averages
    [InlineData("MIN", "1 of 5, 2/3", "1 of 5, 2/6", "1 of 6, 3/12")]
    [InlineData("MAX", "50 of 5, 2/3", "50 of 5, 2/6", "50 of 6, 3/12")]
    [InlineData("NONE", "- of 5, 2/3", "- of 5, 2/6", "- of 6, 3/12")]
    public async Task By_the_rule_of_the_element(string rule, string quarter, string half, string year)
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "monthly", e => (e["type"], e["aggregation"]) = ("DECIMAL", rule));
        foreach (var (month, village, value) in new[] { ("03", 0, 3), ("10", 0, 1), ("10", 1, 2), ("10", 3, 3), ("12", 0, 50), ("12", 4, 10) })
            await civil.RecordAsync(element, county.Villages[village], value, $"2025-{month}");
        Assert.Equal(quarter, Say(await FigureAsync(civil, element, "2025-Q4", county.Code)));
        Assert.Equal(half, Say(await FigureAsync(civil, element, "2025-H2", county.Code)));
        Assert.Equal(year, Say(await FigureAsync(civil, element, "2025", county.Code)));
        Assert.EndsWith("itself", Say(await FigureAsync(civil, element, "2025-12", county.Code)), StringComparison.Ordinal);
        Assert.EndsWith("of 0, itself", Say(await FigureAsync(civil, element, "2025-W50", county.Code)), StringComparison.Ordinal); // weeks lie across months
    }

    [Fact]
    public async Task The_last_month_that_has_a_figure_is_the_last_of_the_year()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "state", e => e["aggregation"] = "LAST");
        await civil.RecordAsync(element, county.Villages[0], 8, "2025-11");
        await civil.RecordAsync(element, county.Villages[1], 5, "2025-02"); // given later, about an earlier month
        Assert.Equal("8 of 2, 2/12", Say(await FigureAsync(civil, element, "2025", county.Code)));
        var why = (await civil.GetAsync($"{Api}/rollups/explain?element={element}&period=2025&unit={county.Code}")).Is(200);
        Assert.Equal(("SHORTER_PERIODS", county.Villages[0], "2025-11"), (why["basis"].ToString(), why["parts"]["lastUnit"]!.ToString(), why["parts"]["lastPeriod"]!.ToString()));
        Assert.Equal(["2025-02 5", "2025-11 8"], why["periods"]["items"]!.AsArray().Where(p => p!["value"] is not null).Select(p => $"{p!["period"]} {p["value"]!.ToJsonString()}"));
    }

    [Fact]
    public async Task A_figure_given_for_the_year_itself_stands()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "both");
        await civil.RecordAsync(element, county.Villages[0], 1, "2025-01");
        await civil.RecordAsync(element, county.Villages[1], 2, "2025-02");
        Assert.Equal("3 of 2, 2/12", Say(await FigureAsync(civil, element, "2025", county.Code)));
        await civil.RecordAsync(element, county.Villages[0], 70, "2025");
        Assert.Equal("70 of 1, itself", Say(await FigureAsync(civil, element, "2025", county.Code)));
        Assert.Equal("2 of 1, 1/12", Say(await FigureAsync(civil, element, "2025", county.Villages[1]))); // where it was not
    }

    [Fact]
    public async Task Nil_and_missing_stay_apart_over_time()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "x", e => e["aggregation"] = "AVG");
        var request = await county.AskAsync(civil, $"p{county.Code}", [element]);
        var reporter = await county.ReporterAsync(county.Code);
        (await reporter.PutAsync($"{Api}/tasks/{request}.{county.Villages[0]}/filing", new { values = new Dictionary<string, int> { [element] = 6 } })).Is(200);
        (await reporter.PutAsync($"{Api}/tasks/{request}.{county.Villages[1]}/filing", new { nil = true })).Is(200);
        var year = await FigureAsync(civil, element, TestCounty.Month[..4], county.Code);
        Assert.Equal(("6 of 2, 1/12", "1", "6", "4"), (Say(year), year["nil"]!.ToString(), year["expected"]!.ToString(), year["missing"]!.ToString()));
    }
}
