using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Bulk;
using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.ReturnFlow;

/// <summary>What is held about a place goes back to it, whole and without asking (政务数据共享条例 第24条).</summary>
public sealed class ReturnFlowTests(LocalPlatform platform)
{
    private const string Flow = "api/reports/v1/return-flow";

    private static async Task<(TestCounty County, ApiClient Civil, string Filed, string Terms, string Closed)> HeldAsync(RunningPlatform platform)
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var filed = await county.DefineAsync(civil, "filed");
        var terms = await county.DefineAsync(civil, "terms", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        var closed = await county.DefineAsync(civil, "closed", b => (b["sharingClass"], b["legalBasis"], b["classification"]) = ("NOT_SHARED", "某法 第三条", 4));
        var request = await county.AskAsync(civil, $"filed-{county.Code}", [filed]);
        var village = await county.ReporterAsync(county.Villages[0]);
        (await village.PutAsync($"api/reports/v1/tasks/{request}.{county.Villages[0]}/filing", new { values = new Dictionary<string, int> { [filed] = 5 } })).Is(200);
        await civil.RecordAsync(terms, county.Villages[1], 7);
        await civil.RecordAsync(terms, county.Villages[3], 8); // The neighbour's.
        await civil.RecordAsync(closed, county.Townships[0], 9, "2026-02");
        await RunningPlatform.EventuallyAsync(() => civil.ReadAsync(filed, county.Villages[0]), a => a.Items.Count == 1);
        return (county, civil, filed, terms, closed);
    }

    [Fact]
    public async Task A_township_sees_all_that_is_held_about_it_with_what_is_missing_and_nothing_of_its_neighbour()
    {
        var (county, civil, filed, terms, closed) = await HeldAsync(platform);
        var township = await county.ReporterAsync(county.Townships[0]);
        var flow = (await township.GetAsync(Flow)).Is(200);
        Assert.Equal((county.Townships[0], "share.return.noExtraConditions", "STATUTE"), (flow["unit"].ToString(), flow["rule"]["id"]!.ToString(), flow["rule"]["basis"]!.ToString()));
        var batches = flow.Items.ToDictionary(b => b!["element"]!.ToString(), b => b!);
        Assert.Equal(new[] { closed, filed, terms }, batches.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((1, 3, 2, false, true), Counts(batches[filed]));
        Assert.Equal((1, 1, 0, true, false), Counts(batches[terms]));
        Assert.Equal((1, 1, 0, true, false), Counts(batches[closed]));
        Assert.Equal(["FILING"], batches[filed]["kinds"]!.AsArray().Select(k => k!.ToString()));
        Assert.Equal((civil.Unit, "2026-02"), (batches[closed]["source"]!.ToString(), batches[closed]["period"]!.ToString()));
        Assert.True(DateTimeOffset.Parse(batches[filed]["asOf"]!.ToString()) <= DateTimeOffset.Parse(flow["asOf"].ToString()));

        // Nothing held, yet asked for: the village that has not answered sees that too.
        var silent = (await (await county.ReporterAsync(county.Villages[2])).GetAsync(Flow)).Is(200).Items.Single()!;
        Assert.Equal((0, 1, 1, false, true), Counts(silent));
        Assert.Null(silent["asOf"]);
        Assert.Single((await (await county.ReporterAsync(county.Villages[0])).GetAsync($"{Flow}?element={filed}&period={TestCounty.Month}")).Is(200).Items);
    }

    [Fact]
    public async Task A_declared_nil_is_not_missing()
    {
        var (county, _, filed, _, _) = await HeldAsync(platform);
        var village = await county.ReporterAsync(county.Villages[2]);
        (await village.PutAsync($"api/reports/v1/standing-nils/{county.Villages[2]}/filed-{county.Code}", new { from = $"{TestCounty.Month}-01", reason = "无此情况" })).Is(201);
        var batch = (await village.GetAsync($"{Flow}?element={filed}")).Is(200).Items.Single()!;
        Assert.Equal((0, 1, 0, true, true), Counts(batch));
        Assert.Equal(1, batch["nil"]!.GetValue<int>());
    }

    [Fact]
    public async Task It_is_downloaded_and_followed_without_a_grant_and_without_naming_elements()
    {
        var (county, civil, filed, terms, closed) = await HeldAsync(platform);
        var township = await county.ReporterAsync(county.Townships[0]);
        var export = await Exported.MakeAsync(township, new { format = "NDJSON" });
        Assert.Equal([(closed, county.Townships[0]), (filed, county.Villages[0]), (terms, county.Villages[1])],
            (await Exported.TextAsync(township, export)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).Select(v => (v["element"]!.ToString(), v["unit"]!.ToString())));
        Assert.True(export["complete"]!.GetValue<bool>());

        (await township.PutAsync("api/exchange/v1/subscriptions/mine", new { elements = new[] { filed, terms, closed }, under = county.Townships[0], url = "http://127.0.0.1:9/", secret = "whsec_12345678" })).Is(201);
        await civil.RecordAsync(terms, county.Villages[1], 17);
        await civil.RecordAsync(terms, county.Villages[3], 18);
        var fed = await RunningPlatform.EventuallyAsync(() => township.GetAsync("api/exchange/v1/feed"), f => f.Is(200).Items.Count > 0);
        Assert.Equal([county.Villages[1]], fed.Items.Select(i => i!["event"]!["data"]!["unit"]!.ToString()));
        (await township.PutAsync("api/exchange/v1/subscriptions/theirs", new { elements = new[] { terms }, under = county.Townships[1], url = "http://127.0.0.1:9/", secret = "whsec_12345678" }))
            .IsProblem(403, "OUTSIDE_YOUR_UNIT");
    }

    [Fact]
    public async Task Nobody_is_told_what_is_held_about_others()
    {
        var (county, civil, _, terms, _) = await HeldAsync(platform);
        var village = await county.ReporterAsync(county.Villages[0]);
        (await village.GetAsync($"{Flow}?unit={county.Villages[1]}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await village.GetAsync($"{Flow}?unit={county.Townships[0]}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await village.PostAsync("api/exchange/v1/exports", new { under = county.Townships[0], format = "CSV" })).IsProblem(422, "FIELD_REQUIRED");
        (await civil.GetAsync(Flow)).IsProblem(403, "RIGHT_MISSING");
        (await village.GetAsync($"{Flow}?unit=CN")).IsProblem(400, "PARAMETER_INVALID");
        (await village.GetAsync($"{Flow}?period=2026-99")).IsProblem(400, "PARAMETER_INVALID");
        (await village.GetAsync($"{Flow}?element=no.such")).IsProblem(422, "ELEMENT_UNKNOWN");
        // The county above it has everything below it.
        Assert.Equal(4, (await (await county.ReporterAsync(county.Code)).GetAsync($"{Flow}?unit={county.Code}")).Is(200).Items.Sum(b => b!["held"]!.GetValue<int>()));
        Assert.Equal(2, (await (await county.ReporterAsync(county.Code)).GetAsync($"{Flow}?element={terms}")).Is(200).Items.Single()!["held"]!.GetValue<int>());
    }

    private static (int Held, int Expected, int Missing, bool Complete, bool Asked) Counts(JsonNode batch) => (
        batch["held"]!.GetValue<int>(), batch["expected"]!.GetValue<int>(), batch["missing"]!.GetValue<int>(), batch["complete"]!.GetValue<bool>(), batch["asked"]!.GetValue<bool>());
}
