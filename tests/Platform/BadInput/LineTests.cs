using static Datarun.Tests.Platform.BadInput.Bad;

namespace Datarun.Tests.Platform.BadInput;

/// <summary>Lines of a bulk body: the good ones are kept, each bad one is named.</summary>
public sealed class LineTests(LocalPlatform platform)
{
    [Fact]
    public async Task A_csv_keeps_its_good_lines_and_names_its_bad_ones()
    {
        var csv = "code,name\n940101,好县\n94010,短代码\n940101100,\"没有结束的引号\n940101100001,好村\n940101100002\nabc,字母\n";
        var answer = (await platform.Admin.PostCsvAsync("api/rosters/v1/divisions:import", csv)).Is(200);
        Assert.Equal("2", answer["created"].ToString());
        Assert.Equal(["3", "4", "6", "7"], answer["refused"].AsArray().Select(r => r!["line"]!.ToString()));
        Assert.All(answer["refused"].AsArray(), r => Assert.True(r!["code"]!.ToString().Length > 0 && r["reason"]!.ToString().Length > 0));
    }

    [Fact]
    public async Task A_line_that_is_not_UTF8_is_named_and_the_others_are_kept()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "counted");
        byte[] Line(string village, string note) => Gbk($$"""{"element":"{{element}}","unit":"{{village}}","period":"{{TestCounty.Month}}","value":1,"note":"{{note}}"}""" + "\r\n");
        var answer = (await civil.SendAsync(HttpMethod.Put, "api/reports/v1/values:record", ApiClient.Raw(
            [.. Line(county.Villages[0], "a"), .. Line(county.Villages[1], "村"), .. Line(county.Villages[2], "b")], "application/x-ndjson"))).Is(200);
        Assert.Equal("2", answer["created"].ToString());
        var refused = Assert.Single(answer["refused"].AsArray())!;
        Assert.Equal(("2", "NOT_UTF8"), (refused["line"]!.ToString(), refused["code"]!.ToString()));
    }

    [Fact]
    public async Task Lines_that_are_wrong_are_named_and_the_others_are_kept()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "counted");
        var answer = (await civil.PutLinesAsync("api/reports/v1/values:record",
        [
            new { element, unit = county.Villages[0], period = TestCounty.Month, value = 1 }, "{\"element\":", new { element, unit = county.Villages[1], period = "2026-13", value = 1 },
            new { element, unit = county.Villages[2], period = TestCounty.Month, value = "many" }, new { element = "no.such", unit = county.Villages[3], period = TestCounty.Month, value = 1 },
            new { element, unit = "123", period = TestCounty.Month, value = 1 }, new { element, unit = county.Villages[4], period = TestCounty.Month, value = -5 },
            new { element, unit = county.Villages[5], period = TestCounty.Month, value = 2 },
        ])).Is(200);
        Assert.Equal(["2", "3", "4", "5", "6", "7"], answer["refused"].AsArray().Select(r => r!["line"]!.ToString()));
        Assert.Equal("2", answer["created"].ToString());
    }
}
