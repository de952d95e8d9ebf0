namespace Datarun.Tests.Platform.Contract.Reports;

/// <summary>Filings and values that come in bulk: good lines are kept, each bad one is named.</summary>
public sealed class BulkTests(LocalPlatform platform)
{
    private const string Api = "api/reports/v1";

    [Fact]
    public async Task Filings_come_in_bulk_with_bad_lines_refused_by_number()
    {
        var (county, civil, element) = await CountyAsync();
        await county.AskAsync(civil, $"f{county.Code}", [element]);
        var reporter = await county.ReporterAsync(county.Townships[0]);
        object Line(string unit, object value, string? form = null, string? period = null) =>
            new { form = form ?? $"f{county.Code}", unit, period = period ?? TestCounty.Month, values = new Dictionary<string, object> { [element] = value } };
        var lines = new[]
        {
            Line(county.Villages[0], 1), Line(county.Villages[3], 1), "no json", Line(county.Villages[1], -1), Line(county.Villages[1], 2), Line(county.Villages[2], 3, form: "other"), Line(county.Villages[2], 3, period: "2019-01"),
        };
        var answer = (await reporter.PostLinesAsync($"{Api}/filings:import", lines)).Is(200).Has("received:integer refused:array");
        Assert.Equal("7", answer["received"].ToJsonString());
        foreach (var refused in answer["refused"].AsArray()) Shape.Of(refused, "line:integer code:string reason:string");
        Assert.Equal(["2 OUTSIDE_YOUR_UNIT", "3 LINE_MALFORMED", "4 OUT_OF_BOUNDS", "6 NOT_REQUESTED", "7 NOT_REQUESTED"], answer["refused"].AsArray().Select(r => $"{r!["line"]} {r["code"]}"));
        var values = await RunningPlatform.EventuallyAsync(() => civil.ReadAsync(element, county.Code), a => a.Is(200).Items.Count == 2);
        Assert.Equal(new Dictionary<string, string> { [county.Villages[0]] = "1", [county.Villages[1]] = "2" }, values.ByUnit());
    }

    [Fact]
    public async Task Only_the_source_records_values_and_bad_lines_are_refused_by_number()
    {
        var (county, civil, element) = await CountyAsync();
        var health = await county.OfficeAsync("HEALTH");
        var ofHealth = await county.DefineAsync(health, "h");
        object Line(string unit, object? value, string? of = null, string? period = null) => new { element = of ?? element, unit, period = period ?? TestCounty.Month, value };
        var answer = (await civil.PutLinesAsync($"{Api}/values:record",
        [
            Line(county.Villages[0], 1), Line(county.Villages[0], 1, ofHealth), Line("999994001002", 1), Line(county.Villages[1], "x"), Line(county.Villages[1], 1, period: "2026-13"), "{", Line(county.Villages[2], 3), Line(county.Villages[2], 3, "no.such"),
        ])).Is(200).Has("received:integer refused:array");
        Assert.Equal(
            ["2 NOT_THE_SOURCE", "3 OUTSIDE_YOUR_AREA", "4 WRONG_TYPE", "5 PERIOD_INVALID", "6 LINE_MALFORMED", "8 ELEMENT_UNKNOWN"],
            answer["refused"].AsArray().Select(r => $"{Shape.Of(r, "line:integer code:string reason:string")["line"]} {r!["code"]}"));
        var values = await RunningPlatform.EventuallyAsync(() => civil.ReadAsync(element, county.Code), a => a.Is(200).Items.Count == 2);
        Assert.Equal(new Dictionary<string, string> { [county.Villages[0]] = "1", [county.Villages[2]] = "3" }, values.ByUnit());
        Assert.Empty((await health.ReadAsync(ofHealth)).Is(200).Items);
        (await (await county.ReporterAsync(county.Village)).PutLinesAsync($"{Api}/values:record", [Line(county.Village, 1)])).IsProblem(403, "RIGHT_MISSING");
    }

    private async Task<(TestCounty County, ApiClient Civil, string Element)> CountyAsync()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        return (county, civil, await county.DefineAsync(civil, "x"));
    }
}
