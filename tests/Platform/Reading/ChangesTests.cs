using System.Globalization;
using System.Text.Json.Nodes;
using Dapper;
using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Reading;

/// <summary>A copy elsewhere follows what has changed, and misses nothing.</summary>
public sealed class ChangesTests(LocalPlatform platform)
{
    private const string Changes = "api/exchange/v1/values/changes";

    [Fact]
    public async Task A_copy_follows_by_its_cursor_through_new_changed_and_corrected_values()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var (a, b) = (await county.DefineAsync(civil, "a"), await county.DefineAsync(civil, "b"));
        var path = $"{Changes}?elements={a},{b}&under={county.Code}";
        await civil.RecordAsync(a, county.Villages[1], 1);
        await civil.RecordAsync(b, county.Villages[0], 2);
        await civil.RecordAsync(a, county.Villages[0], 3);
        var first = (await civil.GetAsync(path)).Is(200);
        Assert.Equal([$"{a} {county.Villages[1]}", $"{b} {county.Villages[0]}", $"{a} {county.Villages[0]}"], first.Items.Select(Key));
        Assert.Null(first.Json!["next"]);
        var nothing = (await civil.GetAsync($"{path}&after={first["cursor"]}")).Is(200);
        Assert.Empty(nothing.Items);

        await civil.RecordAsync(a, county.Villages[1], 4);
        await civil.RecordAsync(a, county.Villages[1], 5);
        (await civil.PostAsync("api/exchange/v1/corrections", new { element = b, unit = county.Villages[0], period = TestCounty.Month, proposed = 7, reason = "抄错" })).Is(201);
        await RunningPlatform.EventuallyAsync(() => civil.ReadAsync(b, county.Villages[0]), v => v.Items[0]!["value"]!.GetValue<int>() == 7);
        var second = (await civil.GetAsync($"{path}&after={nothing["cursor"]}")).Is(200);
        Assert.Equal([(county.Villages[1], 5, "SYSTEM"), (county.Villages[0], 7, "CORRECTION")],
            second.Items.Select(i => (i!["unit"]!.ToString(), i["value"]!.GetValue<int>(), i["source"]!["kind"]!.ToString())));
        Assert.True(Number(second.Items[0]!) < Number(second.Items[1]!));

        // Page by page it is the same list.
        var seen = (await civil.PagesAsync(path, 1)).ConvertAll(Key);
        Assert.Equal([$"{a} {county.Villages[0]}", $"{a} {county.Villages[1]}", $"{b} {county.Villages[0]}"], seen);
    }

    [Fact]
    public async Task Changes_are_numbered_in_the_order_of_the_commits_however_many_come_at_once()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "x");
        var path = $"{Changes}?element={element}";
        const int Writers = 8, Rounds = 12;
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                var lines = county.Villages.Select((village, i) => (object)new { element, unit = village, period = $"20{10 + writer}", value = round * 10 + i });
                (await civil.PutLinesAsync("api/reports/v1/values:record", lines)).Is(200);
            }
        }));
        // A copy that polls while others write: what it holds in the end is what is held.
        var (copy, cursor, wait) = (new Dictionary<string, string>(StringComparer.Ordinal), "0", DateTime.UtcNow.AddMinutes(1));
        while (DateTime.UtcNow < wait)
        {
            var changes = (await civil.GetAsync($"{path}&after={cursor}&limit=7")).Is(200);
            foreach (var item in changes.Items) copy[Key(item) + item!["period"]] = item["value"]!.ToString();
            cursor = changes["cursor"].ToString();
            if (writing.IsCompleted && changes.Json!["next"] is null && copy.Count == Writers * county.Villages.Count
                && copy.Values.All(v => int.Parse(v, CultureInfo.InvariantCulture) >= (Rounds - 1) * 10)) break;
        }
        await writing;
        var held = (await civil.GetAsync($"api/exchange/v1/values?element={element}&limit=1000")).Is(200).Items.ToDictionary(i => Key(i) + i!["period"], i => i!["value"]!.ToString());
        Assert.Equal(Writers * county.Villages.Count, held.Count);
        Assert.Equal(held.OrderBy(p => p.Key), copy.OrderBy(p => p.Key));

        var gaps = await platform.ReadAsync<long>(
            "exchange",
            """
            SELECT (SELECT max(change) FROM value_stamp) - count(DISTINCT change) FROM
                (SELECT change FROM value_copy UNION ALL SELECT change FROM value_history) c
            """);
        Assert.Equal(0, gaps);
    }

    [Fact]
    public async Task Changes_come_by_the_right_to_read_and_are_on_record()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var element = await county.DefineAsync(civil, "terms", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        await civil.RecordAsync(element, county.Villages[0], 1);
        await civil.RecordAsync(element, county.Villages[3], 2);
        var path = $"{Changes}?elements={element}";
        var purpose = ("X-Purpose", Uri.EscapeDataString(Given.Purpose));
        (await health.GetAsync(path, purpose)).IsProblem(403, "GRANT_MISSING");
        var grant = await Given.GrantAsync(health, civil, element, county.Townships[0]);
        (await health.GetAsync(path)).IsProblem(403, "PURPOSE_MISMATCH");
        Assert.Equal([county.Villages[0]], (await health.GetAsync(path, purpose)).Is(200).ByUnit().Keys);
        (await civil.PostAsync($"api/exchange/v1/grants/{grant}/suspend", new { reason = "整改" })).Is(200);
        (await health.GetAsync(path, purpose)).IsProblem(403, "GRANT_MISSING");
        var village = await county.ReporterAsync(county.Villages[3]);
        Assert.Equal([county.Villages[3]], (await village.GetAsync(path)).Is(200).ByUnit().Keys);
        (await village.GetAsync($"{path}&under={county.Villages[0]}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");

        // The correction of a value that came by this way is told; of one that did not, it is not.
        (await civil.PostAsync("api/exchange/v1/corrections", new { element, unit = county.Villages[3], period = TestCounty.Month, proposed = 9, reason = "抄错" })).Is(201);
        await RunningPlatform.EventuallyAsync(() => village.GetAsync("api/exchange/v1/feed"), f => f.Is(200).Items.Count == 1);
        Assert.Empty((await health.GetAsync("api/exchange/v1/feed")).Is(200).Items);
    }

    [Theory]
    [InlineData("after=x")]
    [InlineData("after=-1")]
    [InlineData("after=99999999999999999999")]
    [InlineData("after=9223372036854775807")]
    public async Task A_cursor_that_was_never_given_is_refused(string cursor)
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "x");
        (await civil.GetAsync($"{Changes}?element={element}&{cursor}")).IsProblem(400, "CURSOR_INVALID");
        (await civil.GetAsync($"{Changes}?after=0")).IsProblem(400, "PARAMETER_INVALID");
    }

    private static string Key(JsonNode? item) => $"{item!["element"]} {item["unit"]}";

    private static long Number(JsonNode item) => item["change"]!.GetValue<long>();
}
