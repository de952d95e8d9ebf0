using System.Globalization;

namespace Datarun.Tests.Platform.RollUps;

/// <summary>Figures are exact decimals from the JSON in to the JSON out.</summary>
public sealed class ExactTests(LocalPlatform platform)
{
    [Fact]
    public async Task A_tenth_and_two_tenths_are_three_tenths_and_long_figures_keep_every_digit()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "amount", e => e["type"] = "DECIMAL");
        string Line(int village, string value) => $"{{\"element\":\"{element}\",\"unit\":\"{county.Villages[village]}\",\"period\":\"{TestCounty.Month}\",\"value\":{value}}}";
        (await civil.PutLinesAsync("api/reports/v1/values:record", [Line(0, "0.1"), Line(1, "0.2"), Line(3, "123456789012345.1234567891")])).Is(200);
        var sums = (await civil.GetAsync($"api/reports/v1/rollups?element={element}&period={TestCounty.Month}&under={county.Code}&level=TOWNSHIP")).Is(200).Items;
        Assert.Equal(123456789012345.4234567891m, Figure(sums[0]!));
        Assert.Equal(0.3m, Figure(sums.Single(s => s!["unit"]!.ToString() == county.Townships[0])!));
    }

    [Fact]
    public async Task A_nil_return_a_zero_and_a_missing_one_are_three_things()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "hectares");
        var request = await county.AskAsync(civil, $"n{county.Code}", [element]);
        var reporter = await county.ReporterAsync(county.Code);
        string Filing(string village) => $"api/reports/v1/tasks/{request}.{village}/filing";
        (await reporter.PutAsync(Filing(county.Villages[0]), new { values = new Dictionary<string, int> { [element] = 0 } })).Is(200);
        (await reporter.PutAsync(Filing(county.Villages[1]), new { nil = true })).Is(200);
        var figure = (await civil.GetAsync($"api/reports/v1/rollups?element={element}&period={TestCounty.Month}&under={county.Townships[0]}")).Is(200).Items.Single()!;
        Assert.Equal(("0", "1", "3", "1"), (figure["value"]!.ToString(), figure["nil"]!.ToString(), figure["expected"]!.ToString(), figure["missing"]!.ToString()));
    }

    private static decimal Figure(System.Text.Json.Nodes.JsonNode item) => decimal.Parse(item["value"]!.ToJsonString(), CultureInfo.InvariantCulture);
}
