using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Values;

/// <summary>What each version of a filing changed, cell by cell.</summary>
public sealed class ChangesTests(LocalPlatform platform)
{
    private const string Reports = UsedValues.Reports;

    private static string Say(JsonNode? c) =>
        $"{c!["version"]} {c["element"]!.ToString().Split('.')[^1]} {c["oldHow"]?.ToString() ?? "-"} {c["old"]?.ToJsonString() ?? "-"} -> {c["how"]?.ToString() ?? "-"} {c["new"]?.ToJsonString() ?? "-"}";

    [Fact]
    public async Task Each_version_says_what_was_typed_reused_and_confirmed_and_what_it_changed()
    {
        var county = await platform.NewCountyAsync();
        var water = await county.OfficeAsync("WATER");
        var (known, old, typed) = (await county.DefineAsync(water, "known"), await county.DefineAsync(water, "old", e => e["validForDays"] = 30), await county.DefineAsync(water, "typed"));
        await water.RecordAsync(known, county.Village, 12);
        await water.RecordAsync(old, county.Village, 8, "2025-01");
        var request = await county.AskAsync(water, $"w{county.Code}", [known, old, typed]);
        var village = await county.ReporterAsync(county.Village);
        var filed = (await village.PutAsync($"{Reports}tasks/{request}.{county.Village}/filing", new { values = new Dictionary<string, int> { [typed] = 1 }, confirmed = new[] { old } })).Is(200);
        (await village.FileAsync(request, county.Village, (typed, 2))).Is(200);
        await water.CorrectAsync(known, county.Village, TestCounty.Month, 21);
        await water.CorrectAsync(typed, county.Village, TestCounty.Month, 3);
        (await village.FileAsync(request, county.Village, (typed, 2), (old, 9))).Is(200);

        var path = $"{Reports}filings/{filed["id"]}/changes";
        var changes = (await village.GetAsync(path)).Is(200).Items;
        Assert.Equal(
            [
                "1 known - - -> REUSED 12", "1 old - - -> CONFIRMED 8", "1 typed - - -> TYPED 1", "2 typed TYPED 1 -> TYPED 2",
                "3 known REUSED 12 -> REUSED 21", "3 old CONFIRMED 8 -> TYPED 9", "3 typed TYPED 2 -> REUSED 3",
            ], changes.Select(Say));
        Assert.All(changes, c => Assert.Equal(county.Village, c!["by"]!.ToString()));
        Assert.Equal(("2025-01", 1), (changes[1]!["from"]!["period"]!.ToString(), changes[1]!["from"]!["version"]!.GetValue<int>()));
        Assert.Equal(2, changes[4]!["from"]!["version"]!.GetValue<int>());

        var pages = (await water.PagesAsync(path, 2)).ConvertAll(Say);
        Assert.Equal(changes.Select(Say), pages);

        (await (await county.ReporterAsync(county.Villages[1])).GetAsync(path)).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await (await county.OfficeAsync("ROADS")).GetAsync(path)).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await water.GetAsync($"{Reports}filings/{Guid.NewGuid()}/changes")).IsProblem(404, "FILING_UNKNOWN");
        (await water.GetAsync($"{path}?after=x")).IsProblem(400, "CURSOR_INVALID");
    }

    [Fact]
    public async Task What_a_filing_took_reaches_the_department_that_asked_only_with_a_grant()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var known = await county.DefineAsync(civil, "known", e => (e["sharingClass"], e["conditions"]) = ("CONDITIONAL", "只用于监测帮扶"));
        var typed = await county.DefineAsync(health, "typed");
        await civil.RecordAsync(known, county.Village, 12);
        var request = await county.AskAsync(health, $"h{county.Code}", [known, typed]);
        var village = await county.ReporterAsync(county.Village);
        var filed = (await village.FileAsync(request, county.Village, (typed, 1))).Is(200);

        async Task<(string Changes, string Line)> SeenBy(ApiClient reader) => (
            string.Join("; ", (await reader.GetAsync($"{Reports}filings/{filed["id"]}/changes")).Is(200).Items.Select(Say)),
            System.Text.Encoding.UTF8.GetString(await reader.FileAsync($"{Reports}requests/{request}/filings.csv", "text/csv")).Split("\r\n")[1].Split("Z,")[1]);
        var (whole, without) = (("1 known - - -> REUSED 12; 1 typed - - -> TYPED 1", "12,1"), ("1 known - - -> REUSED -; 1 typed - - -> TYPED 1", ",1"));
        Assert.Equal(whole, await SeenBy(village));
        Assert.Equal(without, await SeenBy(health));
        await Given.GrantAsync(health, civil, known, county.Code);
        await RunningPlatform.EventuallyAsync(() => health.GetAsync($"{Reports}filings/{filed["id"]}/changes"), a => a.Items.Any(c => c!["new"]?.ToJsonString() == "12"));
        Assert.Equal(whole, await SeenBy(health));
    }

    [Fact]
    public async Task Numbers_of_people_are_shown_in_the_mask_of_the_form()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var number = await county.DefineAsync(civil, "number", e => (e["type"], e["aggregation"], e["min"], e["identifier"], e["classification"]) = ("TEXT", "NONE", null, "CITIZEN_ID", 3));
        (await civil.PutAsync($"{Reports}forms/c{county.Code}", TestCounty.Form(civil, [], f => (f["personalData"], f["fields"]) = ("核对身份", new object[] { new { element = number, required = true, mask = "LAST_4_ONLY" } })))).Is(201);
        var request = (await civil.PostAsync($"{Reports}requests", new { form = $"c{county.Code}", period = TestCounty.Month, under = county.Code, dueOn = TestCounty.Today.AddDays(20).ToString("yyyy-MM-dd") })).Is(201)["id"].ToString();
        var filed = (await (await county.ReporterAsync(county.Village)).FileAsync(request, county.Village, (number, (object)"53010219200508011X"))).Is(200);
        Assert.Equal("**************011X", (await civil.GetAsync($"{Reports}filings/{filed["id"]}/changes")).Is(200).Items.Single()!["new"]!.ToString());
    }
}
