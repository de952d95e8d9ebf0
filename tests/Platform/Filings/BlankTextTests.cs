namespace Datarun.Tests.Platform.Filings;

public sealed class BlankTextTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/";

    [Fact]
    public async Task A_text_of_spaces_says_nothing_and_spaces_around_one_are_none_of_it()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        static void Text(Dictionary<string, object?> e) => (e["type"], e["aggregation"], e["min"]) = ("TEXT", "NONE", null);
        var (name, other) = (await county.DefineAsync(office, "name", Text), await county.DefineAsync(office, "other", Text));
        var request = await county.AskAsync(office, $"names-{county.Code}", [name]);
        var (village, task) = (await county.ReporterAsync(county.Village), $"{Reports}tasks/{request}.{county.Village}");
        Task<Answer> FileAsync(string text) => village.PutAsync($"{task}/filing", new { values = new Dictionary<string, string> { [name] = text } });
        foreach (var blank in new[] { "", "  ", "　\n" })
        {
            (await FileAsync(blank)).IsProblem(422, "REQUIRED_MISSING");
            var recorded = (await office.PutLinesAsync($"{Reports}values:record", [new { element = other, unit = county.Village, period = TestCounty.Month, value = blank }])).Is(200);
            Assert.Equal("TEXT_INVALID", recorded["refused"][0]!["code"]!.ToString());
        }
        (await FileAsync(" 张三　")).Is(200);
        Assert.Equal("张三", (await village.GetAsync(task)).Is(200)["cells"][0]!["value"]!.ToString());
        // By a table, where a cell is trimmed, it is the same filing.
        var csv = (await village.PostCsvAsync($"{Reports}filings:import", $"form,unit,period,{name}\nnames-{county.Code},{county.Village},{TestCounty.Month}, 张三\n")).Is(200);
        Assert.Equal(("0", "1"), (csv["accepted"].ToString(), csv["unchanged"].ToString()));
    }
}
