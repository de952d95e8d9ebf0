using Datarun.Tests.Platform.Tasks;

namespace Datarun.Tests.Platform.Burden;

/// <summary>The league table of those who ask, never of those who are asked.</summary>
public sealed class LeagueTests(LocalPlatform platform)
{
    private const string Reports = AskedCounty.Reports;

    [Fact]
    public async Task Departments_and_forms_are_ranked_by_what_they_ask_save_and_have_typed_again()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var (county, village) = (asked.County, await asked.ReporterAsync(asked.County.Code));
        // Health asks the same element and one of its own; nobody has given the first yet, so the village types it again for it.
        var health = await county.OfficeAsync("HEALTH");
        var visits = await county.DefineAsync(health, "visits");
        (await health.PutAsync($"{Reports}forms/h{county.Code}", TestCounty.Form(health, [.. asked.Elements, visits], f => f["minutesPerFiling"] = 40))).Is(201);
        var request = (await health.PostAsync($"{Reports}requests", new { form = $"h{county.Code}", period = TestCounty.Month, under = county.Code, dueOn = AskedCounty.Day(20) })).Is(201)["id"];
        (await village.PutAsync($"{Reports}tasks/{request}.{asked.Village}/filing", new { values = new Dictionary<string, int> { [asked.Elements[0]] = 1, [visits] = 2 } })).Is(200);

        var league = (await village.GetAsync($"{Reports}burden/league?area={county.Code}")).Is(200).Items;
        Assert.Equal([(1, health.Unit, 120m, 2, 1), (2, asked.Office.Unit, 72m, 0, 0)], league.Select(l =>
            (l!["rank"]!.GetValue<int>(), l["department"]!.ToString(), l["minutesAsked"]!.GetValue<decimal>(), l["typed"]!.GetValue<int>(), l["typedAgain"]!.GetValue<int>())));
        Assert.Equal([(6, 12), (6, 6)], league.Select(l => (l!["tasks"]!.GetValue<int>(), l["asked"]!.GetValue<int>())));
        // The village's answer to health completes the other task: twelve minutes saved.
        Assert.Equal(12m, league[1]!["minutesSaved"]!.GetValue<decimal>());
        var first = (await village.GetAsync($"{Reports}burden/league?area={county.Townships[0]}&by=FORM&limit=1")).Is(200);
        Assert.Equal(($"h{county.Code}", 60m), (first.Items.Single()!["form"]!.ToString(), first.Items[0]!["minutesAsked"]!.GetValue<decimal>()));
        var second = (await village.GetAsync($"{Reports}burden/league?area={county.Townships[0]}&by=FORM&limit=1&after={first["next"]}")).Is(200);
        Assert.Equal((2, asked.Form), (second.Items.Single()!["rank"]!.GetValue<int>(), second.Items[0]!["form"]!.ToString()));
        Assert.Empty((await village.GetAsync($"{Reports}burden/league?area={county.Code}&from={AskedCounty.Day(-40)}&to={AskedCounty.Day(-10)}")).Is(200).Items);
    }

    [Fact]
    public async Task Villages_and_townships_are_never_ranked()
    {
        var county = (await AskedCounty.NewAsync(platform)).County;
        var path = $"{Reports}burden/league?area={county.Code}";
        foreach (var wrong in new[] { "by=VILLAGE", "by=TOWNSHIP", "by=COUNTY", "by=UNIT", "level=VILLAGE", $"unit={county.Village}" }) (await platform.Admin.GetAsync($"{path}&{wrong}")).IsProblem(422, "GRASSROOTS_NOT_RANKED");
        foreach (var (wrong, at) in new[] { ("by=PERSON", "?by DEPARTMENT | FORM"), ("from=2024-01-01&to=2026-01-01", "?from ≥ 2024-12-31"), ("to=9999-12-31", $"?to {TestCounty.Today:yyyy-MM-dd}") })
        {
            var error = (await platform.Admin.GetAsync($"{path}&{wrong}")).IsProblem(400, "PARAMETER_INVALID")["errors"][0]!;
            Assert.Equal(at, $"{error["pointer"]} {error["detail"]}");
        }
        (await platform.Admin.GetAsync($"{path}&after=made-up")).IsProblem(400, "CURSOR_INVALID");
        (await platform.Admin.GetAsync($"{Reports}burden/league?area=12345")).IsProblem(400, "PARAMETER_INVALID");
        (await platform.Admin.GetAsync($"{Reports}burden/league?area=989898")).IsProblem(422, "UNIT_UNKNOWN");
    }
}
