using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Tasks;

/// <summary>A platform of its own, with every village there is.</summary>
public sealed class CountryPlatform : LocalPlatform;

public sealed class WholeCountryTests(CountryPlatform platform, ITestOutputHelper output) : IClassFixture<CountryPlatform>
{
    private const string Reports = AskedCounty.Reports;
    private const int Villages = 620_573;

    [Fact]
    public async Task Every_village_is_asked_without_a_row_for_any_of_them()
    {
        var file = await File.ReadAllBytesAsync(Path.Combine(RunningProgram.Root, "tests/data/villages_code_name.csv.gz"), TestContext.Current.CancellationToken);
        var body = ApiClient.Raw(file, "text/csv");
        body.Headers.ContentEncoding.Add("gzip");
        Assert.Equal(Villages, (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", body)).Is(200)["received"].GetValue<int>());
        (await platform.Admin.PutAsync("api/rosters/v1/org-units/500118-FIRE", new { name = "消防救援局", kind = "DEPARTMENT", division = "500118" })).Is(201);
        // On a busy machine the others still hear of the last villages; they say so, and are asked again.
        (await RunningPlatform.EventuallyAsync(() => platform.Admin.PutAsync("api/exchange/v1/elements/fire.hydrants", new
        {
            name = "消火栓", definition = "期末消火栓数", type = "INTEGER", frequency = "MONTHLY", aggregation = "SUM", source = "500118-FIRE", sharingClass = "UNCONDITIONAL", classification = 1,
        }), a => a.Code != "CATCHING_UP")).Is(201);
        (await platform.Admin.PutAsync($"{Reports}forms/fire-all", new
        {
            title = "消火栓月报", department = "500118-FIRE", purpose = "履行法定职责", legalBasis = "消防法 第八条", frequency = "MONTHLY", level = "VILLAGE", dueAfterWorkdays = 5,
            minutesPerFiling = 1, fields = new[] { new { element = "fire.hydrants" } }, review = new[] { "TOWNSHIP" },
        })).Is(201);
        var asked = await TimedAsync("asking every village", () => platform.Admin.PostAsync(
            $"{Reports}requests", new { form = "fire-all", period = TestCounty.Month, under = "CN", dueOn = AskedCounty.Day(20) }));
        var request = asked.Is(201)["id"].ToString();
        Assert.Equal(Villages, asked["tasks"].GetValue<int>());
        Assert.Equal(0, await platform.ReadAsync<int>("reports", "SELECT (SELECT count(*) FROM filing)::int + (SELECT count(*) FROM task)::int", new { }));

        var inbox = await TimedAsync("a township's inbox", () => platform.Admin.GetAsync($"{Reports}tasks?unit=360426100&state=PENDING&limit=1000"));
        Assert.NotEmpty(inbox.Is(200).Items);
        var village = inbox.Items[0]!["unit"]!.ToString();
        (await platform.Admin.PutAsync($"{Reports}tasks/{request}.{village}/filing", new { values = new Dictionary<string, int> { ["fire.hydrants"] = 2 } })).Is(200);
        Assert.Equal(village, (await TimedAsync("what waits for review in the country", () => platform.Admin.GetAsync($"{Reports}tasks?unit=CN&state=IN_REVIEW"))).Is(200).Items.Single()!["unit"]!.ToString());

        var progress = await TimedAsync("progress of the country by province", () => platform.Admin.GetAsync($"{Reports}requests/{request}/progress?level=PROVINCE"));
        JsonNode[] lines = [.. progress.Is(200).Items.Select(l => l!["counts"]!)];
        Assert.Equal((Villages, 1, Villages - 1), (Number(lines[0], "asked"), Number(lines[0], "filed"), Number(lines[0], "missing")));
        Assert.Equal(Villages, lines.Skip(1).Sum(l => Number(l, "asked")));
        Assert.Equal(1000, (await TimedAsync("a page of who has not filed", () => platform.Admin.GetAsync($"{Reports}requests/{request}/missing?limit=1000"))).Is(200).Items.Count);
        var perProvince = (await TimedAsync("who has not filed, by province", () => platform.Admin.GetAsync($"{Reports}requests/{request}/missing?level=PROVINCE"))).Is(200).Items;
        Assert.Equal(Villages - 1, perProvince.Sum(l => Number(l!, "units")));
        (await TimedAsync("a later day for the country", () => platform.Admin.PostAsync($"{Reports}requests/{request}/extension", new { dueOn = AskedCounty.Day(25), reason = "顺延" }))).Is(201);
        Assert.Equal(Villages - 1, (await TimedAsync("recalling the country", () => platform.Admin.PostAsync($"{Reports}requests/{request}/recall", new { reason = "取消" }))).Is(201)["tasks"].GetValue<int>());
        Assert.Empty((await platform.Admin.GetAsync($"{Reports}tasks?unit=360426100&state=PENDING")).Is(200).Items);
    }

    /// <summary>Tells how long a call took; the machine decides that, so nothing is asserted about it.</summary>
    private async Task<Answer> TimedAsync(string what, Func<Task<Answer>> call)
    {
        var watch = Stopwatch.StartNew();
        var answer = await call();
        output.WriteLine($"{what}: {watch.ElapsedMilliseconds} ms");
        return answer;
    }

    private static int Number(JsonNode line, string member) => line[member]!.GetValue<int>();
}
