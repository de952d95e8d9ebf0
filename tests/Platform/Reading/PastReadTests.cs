using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Reading;

/// <summary>What was known then, of one element or several, and who is told when it proves to have been wrong.</summary>
public sealed class PastReadTests(LocalPlatform platform)
{
    private const string Values = "api/exchange/v1/values";

    private static string At(DateTimeOffset instant) => Uri.EscapeDataString(instant.ToString("O"));

    [Fact]
    public async Task What_was_known_at_an_instant_stays_what_was_known_then()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "homes");
        var before = DateTimeOffset.UtcNow;
        await civil.RecordAsync(element, county.Village, 3);
        await civil.RecordAsync(element, county.Villages[1], 8);
        var then = DateTimeOffset.UtcNow;
        await civil.RecordAsync(element, county.Village, 4);
        await civil.RecordAsync(element, county.Villages[2], 9);

        var path = $"{Values}?element={element}&under={county.Code}&period={TestCounty.Month}";
        Assert.Equal(new() { [county.Village] = "4", [county.Villages[1]] = "8", [county.Villages[2]] = "9" }, (await civil.GetAsync(path)).Is(200).ByUnit());
        // The country is a place, too.
        Assert.Equal((await civil.GetAsync(path)).Items.ToJsonString(), (await civil.GetAsync(path.Replace($"under={county.Code}", "under=CN", StringComparison.Ordinal))).Is(200).Items.ToJsonString());
        var past = (await civil.GetAsync($"{path}&asOf={At(then)}")).Is(200);
        Assert.Equal(new() { [county.Village] = "3", [county.Villages[1]] = "8" }, past.ByUnit());
        Assert.Equal(1, past.Items[0]!["version"]!.GetValue<int>());
        Assert.Empty((await civil.GetAsync($"{path}&asOf={At(before)}")).Is(200).Items);
        Assert.Equal(3, (await civil.GetAsync($"{path}&asOf={TestCounty.Today:yyyy-MM-dd}")).Is(200).Items.Count);
        Assert.Empty((await civil.GetAsync($"{path}&asOf={TestCounty.Today.AddDays(-1):yyyy-MM-dd}")).Is(200).Items);

        // Page by page.
        var first = (await civil.GetAsync($"{path}&asOf={At(then)}&limit=1")).Is(200);
        Assert.Equal([county.Villages[1]], (await civil.GetAsync($"{path}&asOf={At(then)}&limit=1&after={Uri.EscapeDataString(first["next"].ToString())}")).Is(200).ByUnit().Keys);
    }

    [Fact]
    public async Task Several_elements_come_in_one_list_by_element_unit_and_period()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var (a, b) = (await county.DefineAsync(civil, "a"), await county.DefineAsync(civil, "b"));
        await civil.RecordAsync(b, county.Village, 1);
        foreach (var month in new[] { "2025-11", "2026-01", "2026-02", "2026-Q1" }) await civil.RecordAsync(a, county.Village, 2, month);
        await civil.RecordAsync(a, county.Townships[0], 7, "2026-02");

        var seen = (await civil.PagesAsync($"{Values}?elements={a},{b}&under={county.Code}", 2)).ConvertAll(i => $"{i["element"]} {i["unit"]} {i["period"]}");
        Assert.Equal(6, seen.Count);
        Assert.Equal(seen.Order(StringComparer.Ordinal), seen);

        async Task<string[]> PeriodsAsync(string filter) =>
            [.. (await civil.GetAsync($"{Values}?element={a}&element={b}&under={county.Code}&{filter}")).Is(200).Items.Select(i => i!["period"]!.ToString())];
        Assert.Equal(["2026-02", "2026-01", "2026-02", "2026-Q1"], await PeriodsAsync("from=2026&to=2026-Q1"));
        Assert.Equal(["2026-02", "2026-02"], await PeriodsAsync("from=2026-02&to=2026-02"));
        Assert.Equal(["2026-02"], await PeriodsAsync("level=TOWNSHIP"));
        Assert.Equal(4, (await PeriodsAsync("level=VILLAGE&to=2026-06")).Length);
    }

    [Fact]
    public async Task Of_several_elements_each_must_be_readable()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var open = await county.DefineAsync(civil, "open");
        var closed = await county.DefineAsync(civil, "terms", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        await civil.RecordAsync(open, county.Villages[4], 1);
        await civil.RecordAsync(closed, county.Village, 2);
        await civil.RecordAsync(closed, county.Villages[4], 3);
        var path = $"{Values}?elements={open},{closed}&under={county.Code}";
        (await health.GetAsync(path)).IsProblem(403, "GRANT_MISSING");
        await Given.GrantAsync(health, civil, closed, county.Townships[0]);
        (await health.GetAsync(path)).IsProblem(403, "PURPOSE_MISMATCH");
        var read = (await health.GetAsync(path, ("X-Purpose", Uri.EscapeDataString(Given.Purpose)))).Is(200).Items;
        Assert.Equal([(open, county.Villages[4]), (closed, county.Village)], read.Select(i => (i!["element"]!.ToString(), i["unit"]!.ToString())));
        (await health.GetAsync($"{Values}?elements={open},no.such")).IsProblem(404, "ELEMENT_UNKNOWN");
        // A place reads its own of both, and nothing of its neighbours.
        var village = await county.ReporterAsync(county.Village);
        Assert.Equal([closed], (await village.GetAsync($"{Values}?elements={open},{closed}")).Is(200).Items.Select(i => i!["element"]!.ToString()));
    }

    [Fact]
    public async Task Whoever_read_the_past_is_told_of_what_was_corrected_before_or_after_that_read()
    {
        var county = await platform.NewCountyAsync();
        var (civil, early, late, never) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("EARLY"), await county.OfficeAsync("LATE"), await county.OfficeAsync("NEVER"));
        var (a, b) = (await county.DefineAsync(civil, "a"), await county.DefineAsync(civil, "b"));
        await civil.RecordAsync(a, county.Village, 10);
        await civil.RecordAsync(b, county.Village, 20);
        var then = DateTimeOffset.UtcNow;
        (await early.GetAsync($"{Values}?elements={a},{b}&under={county.Code}")).Is(200);
        (await never.GetAsync($"{Values}?elements={a},{b}&under={county.Villages[1]}")).Is(200);
        var correction = (await civil.PostAsync("api/exchange/v1/corrections", new { element = a, unit = county.Village, period = TestCounty.Month, proposed = 11, reason = "抄错" })).Is(201)["id"].ToString();
        async Task ToldAsync(ApiClient reader)
        {
            var told = (await RunningPlatform.EventuallyAsync(() => reader.GetAsync("api/exchange/v1/feed"), f => f.Is(200).Items.Count > 0)).Items.Single()!["event"]!["data"]!;
            Assert.Equal(("10", "11", correction), (told["oldValue"]!.ToString(), told["value"]!.ToString(), told["correction"]!.ToString()));
        }
        await ToldAsync(early);

        // Read afterwards, as it was before: the wrong value comes, and with it the news.
        Assert.Equal("10", (await late.GetAsync($"{Values}?element={a}&under={county.Village}&asOf={At(then)}")).Is(200).Items.Single()!["value"]!.ToString());
        await ToldAsync(late);
        (await late.GetAsync($"{Values}?element={a}&under={county.Village}&asOf={At(then)}")).Is(200);
        Assert.Single((await late.GetAsync("api/exchange/v1/feed")).Is(200).Items);
        (await never.GetAsync($"{Values}?elements={a},{b}&under={county.Code}")).Is(200);
        Assert.Empty((await never.GetAsync("api/exchange/v1/feed")).Is(200).Items);

        // The village sees all of them among those who used its data.
        var village = await county.ReporterAsync(county.Village);
        var users = (await village.GetAsync($"api/exchange/v1/audit/uses?unit={county.Village}&limit=1000")).Is(200).Items.Where(u => u!["kind"]!.ToString() == "READ").Select(u => u!["consumer"]!.ToString()).ToHashSet();
        Assert.Superset(new HashSet<string> { early.Unit, late.Unit, never.Unit }, users);
        var other = await county.ReporterAsync(county.Villages[2]);
        Assert.DoesNotContain((await other.GetAsync($"api/exchange/v1/audit/uses?unit={county.Villages[2]}&limit=1000")).Is(200).Items, u => u!["consumer"]!.ToString() == late.Unit);
    }

    [Theory]
    [InlineData("asOf=tomorrow", "?asOf")]
    [InlineData("asOf=2999-01-01", "?asOf")]
    [InlineData("asOf=2999-01-01T00:00:00Z", "?asOf")]
    [InlineData("asOf=0001-01-01", "?asOf")]
    [InlineData("from=2026-13", "?from")]
    [InlineData("to=%00", "?to")]
    [InlineData("from=2026-05&to=2026-04", "?to")]
    [InlineData("level=STREET", "?level")]
    [InlineData("level=5", "?level")]
    [InlineData("under=50011", "?under")]
    public async Task A_question_that_makes_no_sense_is_refused_with_its_parameter(string parameter, string pointer)
    {
        var refused = (await platform.Admin.GetAsync($"{Values}?element=x&{parameter}")).IsProblem(400, "PARAMETER_INVALID");
        Assert.Equal(pointer, Assert.Single(refused["errors"].AsArray())!["pointer"]!.ToString());
    }

    [Fact]
    public async Task Too_many_elements_and_broken_ones_are_refused()
    {
        (await platform.Admin.GetAsync($"{Values}?elements={string.Join(',', Enumerable.Range(0, 501).Select(i => $"e{i}"))}")).IsProblem(422, "TOO_MANY_ELEMENTS");
        (await platform.Admin.GetAsync($"{Values}?elements=a,%00")).IsProblem(400, "PARAMETER_INVALID");
        (await platform.Admin.GetAsync($"{Values}?elements=,,")).IsProblem(400, "PARAMETER_INVALID");
    }
}
