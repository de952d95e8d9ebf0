using System.Text.Json.Nodes;

namespace Datarun.Local.Demo;

/// <summary>Step 7: one correction at the source; the two departments that had read the wrong value are told, the county's roll-up is restated.</summary>
internal static class CorrectOnce
{
    public static async Task PlayAsync(Stage stage)
    {
        var (civil, health, agriculture) = (stage.As("civil"), stage.As("health"), stage.As("agriculture"));
        var before = await Stage.UntilAsync(() => ShareInsteadOfAsking.ReadAsync(health, Elements.Wrong, stage), r => r.Is(200) && r.Body!["items"]!.AsArray().Count == 1, "the value");
        (await ShareInsteadOfAsking.ReadAsync(agriculture, Elements.Wrong, stage)).Must();
        var wrong = (int)before.Body!["items"]![0]!["value"]!;
        var right = wrong + 2;
        var countyBefore = await CountyAsync(stage);

        var asked = await civil.PostAsync("api/exchange/v1/corrections", new { element = Elements.Wrong, unit = stage.Village, period = stage.Month, proposed = right, reason = "漏计本月新增两户" });
        stage.Tell(asked, $"{asked.Must(201)["state"]}: {wrong} becomes {right}");
        foreach (var reader in new[] { health, agriculture })
        {
            var told = await Stage.UntilAsync(() => reader.GetAsync("api/exchange/v1/feed?limit=1000"), r => r.Is(200) && Corrections(r, wrong, right).Any(), "a notice with the old and the new value");
            var data = Corrections(told, wrong, right).Last();
            stage.Tell(told, $"was told: {data["oldValue"]} → {data["value"]}, wrong from {data["wrongFrom"]} to {data["wrongTo"]}");
        }
        var countyAfter = await Stage.UntilAsync(() => RollUpAsync(stage), r => (int)r.Must()["items"]![0]!["value"]! == countyBefore + 2, "the restated roll-up");
        stage.Tell(countyAfter, $"the county's sum was {countyBefore} and is {countyBefore + 2}, {countyAfter.Body!["items"]![0]!["reported"]} of {countyAfter.Body["items"]![0]!["expected"]} villages reported");
    }

    private static IEnumerable<JsonNode> Corrections(Reply feed, int wrong, int right) => feed.Body!["items"]!.AsArray()
        .Select(i => i!["event"]!["data"]!)
        .Where(d => d["oldValue"] is { } old && d["element"]!.ToString() == Elements.Wrong && (int)old == wrong && (int)d["value"]! == right);

    private static async Task<int> CountyAsync(Stage stage) => (int)(await RollUpAsync(stage)).Must()["items"]![0]!["value"]!;

    private static Task<Reply> RollUpAsync(Stage stage) =>
        stage.As("civil").GetAsync($"api/reports/v1/rollups?element={Elements.Wrong}&period={stage.Month}&under={DemoClients.County}");
}
