using Datarun.Tests.Platform.Contract;
using Datarun.Tests.Platform.Tasks;

namespace Datarun.Tests.Platform.RollUps;

/// <summary>A value that still answers when a later period is asked counts in the figures of that period, as its task says that it is known.</summary>
public sealed class EarlierPeriodTests(LocalPlatform platform)
{
    private const string Api = "api/reports/v1";
    private static readonly string Before = TestCounty.Today.AddMonths(-1).ToString("yyyy-MM");

    private static async Task<string> AdmitAsync(TestCounty county, ApiClient office, params IEnumerable<string> elements)
    {
        (await office.PutAsync($"{Api}/forms/f{county.Code}", TestCounty.Form(office, elements))).Is(201);
        return $"f{county.Code}";
    }

    private static async Task<string> AskAsync(TestCounty county, ApiClient office, string form, string period) =>
        (await office.PostAsync($"{Api}/requests", new { form, period, under = county.Code, dueOn = TestCounty.Today.AddDays(20) })).Is(201)["id"].ToString();

    /// <summary>Value, reported, nil, expected, missing.</summary>
    private static async Task<string> FigureAsync(ApiClient reader, string element, string under, string? period = null)
    {
        var of = (await reader.GetAsync($"{Api}/rollups?element={element}&period={period ?? TestCounty.Month}&under={under}")).Is(200).Items[0]!;
        return $"{of["value"]?.ToJsonString() ?? "-"} {of["reported"]} {of["nil"]} {of["expected"]} {of["missing"]}";
    }

    [Fact]
    public async Task It_counts_where_it_is_asked_for_as_long_as_it_is_fresh_and_for_good_where_a_filing_took_it()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var (lasting, other) = (await county.DefineAsync(office, "lasting", e => e["validForDays"] = 70), await county.DefineAsync(office, "other"));
        var form = await AdmitAsync(county, office, lasting, other);
        foreach (var n in new[] { 0, 1, 3 }) await office.RecordAsync(lasting, county.Villages[n], n + 1, Before);
        Assert.Equal("- 0 0 0 0", await FigureAsync(office, lasting, county.Code));

        var request = await AskAsync(county, office, form, TestCounty.Month);
        var reporter = await county.ReporterAsync(county.Code);
        Assert.Equal(("7 3 0 6 3", "3 2 0 3 1", "4 1 0 1 0"), (
            await FigureAsync(office, lasting, county.Code), await FigureAsync(office, lasting, county.Townships[0]), await FigureAsync(office, lasting, county.Villages[3])));
        (await reporter.PutAsync($"{Api}/tasks/{request}.{county.Villages[0]}/filing", new { values = new Dictionary<string, int> { [other] = 5 } })).Is(200);
        (await reporter.PutAsync($"{Api}/tasks/{request}.{county.Villages[1]}/filing", new { values = new Dictionary<string, int> { [other] = 5 } })).Is(200);
        await office.RecordAsync(lasting, county.Villages[1], 20);
        Assert.Equal(("25 3 0 6 3", "7 3 0 3 0"), (await FigureAsync(office, lasting, county.Code), await FigureAsync(office, lasting, county.Code, Before)));

        // Out of date it is missing where nobody has filed; what a filing rests on stays.
        await platform.ExecuteAsync("reports", "UPDATE value SET recorded_at = recorded_at - interval '90 days' WHERE unit LIKE @units AND period = @Before", new { units = county.Code + "%", Before });
        Assert.Equal(("21 2 0 6 4", "- 0 0 1 1"), (await FigureAsync(office, lasting, county.Code), await FigureAsync(office, lasting, county.Villages[3])));
        (await reporter.PutAsync($"{Api}/tasks/{request}.{county.Villages[3]}/filing", new { values = new Dictionary<string, int> { [other] = 5 }, confirmed = new[] { lasting } })).Is(200);
        Assert.Equal("25 3 0 6 3", await FigureAsync(office, lasting, county.Code));

        // Whoever is asked no more counts only where a filing took it.
        (await office.PostAsync($"{Api}/requests/{request}/recall", new { reason = "另行调度" })).Is(201);
        Assert.Equal("25 3 0 3 0", await FigureAsync(office, lasting, county.Code));
    }

    [Fact]
    public async Task Every_rule_takes_it_like_a_value_of_the_period_itself()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var weight = await county.DefineAsync(office, "weight", e => e["validForDays"] = 95);
        Dictionary<string, string> of = [];
        foreach (var rule in new[] { "SUM", "AVG", "MIN", "MAX", "LAST" })
        {
            of[rule] = await county.DefineAsync(office, rule, e => (e["validForDays"], e["aggregation"], e["weightedBy"]) = (95, rule, rule == "AVG" ? weight : null));
        }
        of["DATE"] = await county.DefineAsync(office, "DATE", e => (e["validForDays"], e["aggregation"], e["type"], e["min"]) = (95, "MAX", "DATE", null));
        var form = await AdmitAsync(county, office, [weight, .. of.Values]);
        foreach (var (n, village) in county.Villages.Take(2).Index())
        {
            await office.RecordAsync(weight, village, n == 0 ? 1 : 3, Before);
            foreach (var (rule, element) in of) await office.RecordAsync(element, village, rule == "DATE" ? $"2026-02-0{n + 1}" : n == 0 ? 10 : 20, Before);
        }
        await AskAsync(county, office, form, TestCounty.Month);
        string[] both = ["30", "17.5", "10", "20", "20", "\"2026-02-02\""];
        Assert.Equal(both.Select(v => $"{v} 2 0 6 4"), await Task.WhenAll(of.Values.Select(e => FigureAsync(office, e, county.Code))));
        // The first gives a value of this month: it takes the place of the earlier one, and is the last.
        foreach (var (rule, element) in of) await office.RecordAsync(element, county.Village, rule == "DATE" ? "2026-02-09" : 40);
        string[] anew = ["60", "25", "20", "40", "40", "\"2026-02-09\""];
        Assert.Equal(anew.Select(v => $"{v} 2 0 6 4"), await Task.WhenAll(of.Values.Select(e => FigureAsync(office, e, county.Code))));
        // A value of the township stands for its villages, and none of them is missing that has one.
        await office.RecordAsync(of["SUM"], county.Townships[0], 5);
        Assert.Equal("5 1 0 6 4", await FigureAsync(office, of["SUM"], county.Code));
    }

    [Fact]
    public async Task It_is_explained_and_a_year_of_months_takes_each_month_as_it_was_asked()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var lasting = await county.DefineAsync(office, "lasting", e => e["validForDays"] = 3000);
        var form = await AdmitAsync(county, office, lasting);
        await office.RecordAsync(lasting, county.Village, 6, "2025-03");
        foreach (var month in new[] { "2025-04", "2025-06" }) await AskAsync(county, office, form, month);
        Assert.Equal(["6 1 0 1 0", "6 1 0 6 5", "- 0 0 0 0", "6 1 0 6 5"], new[]
        {
            await FigureAsync(office, lasting, county.Code, "2025-03"), await FigureAsync(office, lasting, county.Code, "2025-04"),
            await FigureAsync(office, lasting, county.Code, "2025-05"), await FigureAsync(office, lasting, county.Code, "2025-06"),
        });
        Assert.Equal("18 3 0 13 10", await FigureAsync(office, lasting, county.Code, "2025"));

        var of = (await office.GetAsync($"{Api}/rollups/explain?element={lasting}&period=2025-06&unit={county.Village}")).Is(200);
        Assert.Equal(("EARLIER_PERIOD", "2025-03", "SYSTEM"), (of["basis"].ToString(), of["source"]["period"]!.ToString(), of["source"]["kind"]!.ToString()));
        var above = (await office.GetAsync($"{Api}/rollups/explain?element={lasting}&period=2025-06&unit={county.Townships[0]}")).Is(200);
        Assert.Equal(("BELOW", "6", "6"), (above["basis"].ToString(), above["value"].ToJsonString(), above.Items.Single(i => i!["unit"]!.ToString() == county.Village)!["value"]!.ToJsonString()));
    }

    [Fact]
    public async Task A_year_that_is_asked_itself_is_made_of_its_months_and_not_of_the_last_of_them()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var lasting = await county.DefineAsync(office, "lasting", e => e["validForDays"] = 3000);
        (await office.PutAsync($"{Api}/forms/f{county.Code}", TestCounty.Form(office, [lasting], f => f["frequency"] = "YEARLY"))).Is(201);
        await AskAsync(county, office, $"f{county.Code}", "2025");
        foreach (var (month, value) in new[] { ("2025-03", 6), ("2025-05", 4) }) await office.RecordAsync(lasting, county.Village, value, month);
        Assert.StartsWith("10 2 0 ", await FigureAsync(office, lasting, county.Code, "2025"));
    }

    [Fact]
    public async Task A_township_is_not_asked_for_what_follows_from_it_and_is_counted_as_its_task_says()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var (lasting, other) = (await county.DefineAsync(office, "lasting", e => e["validForDays"] = 95), await county.DefineAsync(office, "other", e => e["aggregation"] = "NONE"));
        var form = await AdmitAsync(county, office, lasting);
        (await office.PutAsync($"{Api}/forms/t{county.Code}", TestCounty.Form(office, [lasting, other], f => f["level"] = "TOWNSHIP"))).Is(201);
        await office.RecordAsync(lasting, county.Village, 6, Before);
        foreach (var township in county.Townships) await office.RecordAsync(other, township, 1);
        var request = await AskAsync(county, office, $"t{county.Code}", TestCounty.Month);
        Assert.Equal(("PENDING PENDING", "0 2"), await SaidAsync());
        await AskAsync(county, office, form, TestCounty.Month);
        Assert.Equal(("COMPLETED PENDING", "1 1"), await SaidAsync());
        await platform.ExecuteAsync("reports", "UPDATE value SET recorded_at = recorded_at - interval '100 days' WHERE unit = @unit", new { unit = county.Village });
        Assert.Equal(("PENDING PENDING", "0 2"), await SaidAsync());

        async Task<(string States, string Counts)> SaidAsync()
        {
            var states = new List<string>();
            foreach (var township in county.Townships) states.Add((await (await county.ReporterAsync(township)).GetAsync($"{Api}/tasks/{request}.{township}")).Is(200)["state"].ToString());
            var counts = (await office.GetAsync($"{Api}/requests/{request}/progress")).Is(200).Items[0]!["counts"]!;
            Assert.Equal(counts["missing"]!.ToString(), $"{(await office.GetAsync($"{Api}/requests/{request}/missing")).Is(200).Items.Count}");
            return (string.Join(' ', states), $"{counts["completed"]} {counts["missing"]}");
        }
    }
}
