using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Contract;
using Datarun.Tests.Platform.Tasks;

namespace Datarun.Tests.Platform.Values;

/// <summary>Which held values are past their validity, before a form asks for them.</summary>
public sealed class StaleTests(LocalPlatform platform)
{
    private const string Reports = UsedValues.Reports;

    private static string Day(int fromToday) => TestCounty.Today.AddDays(fromToday).ToString("yyyy-MM-dd");

    private static string Key(JsonNode? v) => $"{v!["unit"]} {v["element"]!.ToString().Split('.')[^1]} {v["period"]} {v["value"]?.ToJsonString()} {v["daysOver"]}";

    private static async Task<string[]> StaleAsync(ApiClient reader, string query) => [.. (await reader.GetAsync($"{Reports}values/stale?{query}")).Is(200).Items.Select(Key)];

    [Fact]
    public async Task Of_each_unit_the_newest_value_counts_and_the_day_may_be_named()
    {
        var county = await platform.NewCountyAsync();
        var water = await county.OfficeAsync("WATER");
        var (wells, pumps) = (await county.DefineAsync(water, "wells", e => e["validForDays"] = 30), await county.DefineAsync(water, "pumps", e => e["validForDays"] = 10000));
        var always = await county.DefineAsync(water, "always");
        await water.RecordAsync(wells, county.Village, 7, "2024-12");
        await water.RecordAsync(wells, county.Village, 8, "2025-01");
        await water.RecordAsync(wells, county.Villages[1], 9);
        await water.RecordAsync(wells, county.Villages[3], 6, "2025-02");
        foreach (var element in new[] { pumps, always }) await water.RecordAsync(element, county.Village, 1, "2025-01");
        var over = TestCounty.Today.DayNumber - new DateOnly(2025, 1, 31).AddDays(30).DayNumber;
        var whole = await county.ReporterAsync(county.Code);
        Assert.Equal([$"{county.Village} wells 2025-01 8 {over}", $"{county.Villages[3]} wells 2025-02 6 {over - 28}"], await StaleAsync(whole, $"under={county.Code}"));
        Assert.Equal([$"{county.Villages[3]} wells 2025-02 6 {over - 28}"], await StaleAsync(whole, $"under={county.Townships[1]}&element={wells}"));
        Assert.Empty(await StaleAsync(whole, $"under={county.Code}&element={always}"));
        // What was recorded today is fresh for thirty days: on the thirtieth it still is.
        Assert.Equal(2, (await StaleAsync(whole, $"under={county.Code}&asOf={Day(30)}")).Length);
        Assert.Equal($"{county.Villages[1]} wells {TestCounty.Month} 9 1", (await StaleAsync(whole, $"under={county.Code}&asOf={Day(31)}"))[1]);

        // Typed anew today, it is fresh; as of yesterday it was what was held then.
        await platform.ExecuteAsync("reports", "UPDATE value SET recorded_at = recorded_at - interval '40 days' WHERE unit = @unit", new { unit = county.Village });
        await platform.ExecuteAsync("reports", "DELETE FROM value_history WHERE unit = @unit", new { unit = county.Village });
        await water.RecordAsync(wells, county.Village, 5);
        await water.RecordAsync(wells, county.Village, 4, "2025-01");
        Assert.Equal([$"{county.Villages[3]} wells 2025-02 6 {over - 28}"], await StaleAsync(whole, $"under={county.Code}"));
        Assert.Equal([$"{county.Village} wells 2025-01 8 {over - 1}"], await StaleAsync(whole, $"under={county.Code}&asOf={Day(-1)}"));

        var first = (await whole.GetAsync($"{Reports}values/stale?under={county.Code}&asOf={Day(40)}&limit=2")).Is(200);
        var second = (await whole.GetAsync($"{Reports}values/stale?under={county.Code}&asOf={Day(40)}&limit=2&after={Uri.EscapeDataString(first["next"].ToString())}")).Is(200);
        Assert.Equal(await StaleAsync(whole, $"under={county.Code}&asOf={Day(40)}"), first.Items.Concat(second.Items).Select(Key));
    }

    [Fact]
    public async Task A_department_sees_what_it_is_the_source_of_or_may_read_and_a_reporter_its_place()
    {
        var county = await platform.NewCountyAsync();
        var (water, roads) = (await county.OfficeAsync("WATER"), await county.OfficeAsync("ROADS"));
        var open = await county.DefineAsync(water, "open", e => e["validForDays"] = 30);
        var secret = await county.DefineAsync(water, "secret", e => (e["validForDays"], e["sharingClass"], e["conditions"]) = (30, "CONDITIONAL", "限履职使用"));
        foreach (var element in new[] { open, secret }) await water.RecordAsync(element, county.Village, 8, "2025-01");
        Assert.Equal(2, (await StaleAsync(water, $"under={county.Code}")).Length);
        Assert.Empty(await StaleAsync(roads, $"under={county.Code}"));
        Assert.Single(await StaleAsync(roads, $"under={county.Code}&element={open}"));
        (await roads.GetAsync($"{Reports}values/stale?under={county.Code}&element={secret}")).IsProblem(403, "MAY_NOT_SEE");
        var village = await county.ReporterAsync(county.Village);
        Assert.Equal(2, (await StaleAsync(village, $"under={county.Village}")).Length);
        (await village.GetAsync($"{Reports}values/stale?under={county.Code}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        foreach (var query in new[] { "", "under=%00", "under=12345", $"under={county.Code}&asOf=soon", $"under={county.Code}&asOf=0001-01-01", $"under={county.Code}&asOf=9999-12-31", $"under={county.Code}&after=x", $"under={county.Code}&limit=1001" })
            Assert.Equal((query, 400), (query, (await platform.Admin.GetAsync($"{Reports}values/stale?{query}")).Status));
        (await water.GetAsync($"{Reports}values/stale?under={county.Code}&element=no.such")).IsProblem(422, "ELEMENT_UNKNOWN");
    }
}
