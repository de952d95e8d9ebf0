using System.Text;
using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Contract.Reports;

/// <summary>Figures: roll-ups with their coverage, the burden, headcounts that nobody types.</summary>
public class FigureTests(LocalPlatform platform)
{
    private const string Api = "api/reports/v1";

    [Fact]
    public async Task Over_five_levels_a_sum_says_how_many_reported_and_never_counts_a_missing_one_as_zero()
    {
        // A province with two cities, three counties, four townships and eight villages.
        string[] townships = ["950101100", "950101200", "950102100", "950203100"];
        string[] villages = [.. from t in townships from v in new[] { "001", "201" } select t + v];
        var csv = new StringBuilder("code,name\n");
        foreach (var code in new[] { "95", "9501", "9502", "950101", "950102", "950203" }.Concat(townships).Concat(villages)) csv.AppendLine($"{code},地{code}");
        (await platform.Admin.PostCsvAsync("api/rosters/v1/divisions:import", csv.ToString())).Is(200);
        (await platform.Admin.PutAsync("api/rosters/v1/org-units/95-LAND", new { name = "某省自然资源厅", kind = "DEPARTMENT", division = "95" })).Is(201);
        var land = await platform.NewClientAsync("95-LAND", "DEPARTMENT");
        const string element = "t95.hectares";
        (await land.PutAsync($"api/exchange/v1/elements/{element}", new
        {
            name = "公顷数", definition = "期末面积", type = "DECIMAL", min = 0, frequency = "MONTHLY", aggregation = "SUM", source = land.Unit, sharingClass = "UNCONDITIONAL", classification = 1,
        })).Is(201);
        (await land.PutAsync($"{Api}/forms/land95", TestCounty.Form(land, [element]))).Is(201);
        var asked = (await land.PostAsync($"{Api}/requests", new { form = "land95", period = TestCounty.Month, under = "95", dueOn = Workdays.After(TestCounty.Today, 6) })).Is(201);
        Assert.Equal("8", asked["tasks"].ToJsonString());

        var reporter = await platform.NewClientAsync("95", "REPORTER");
        async Task FileAsync(string village, object body) => (await reporter.PutAsync($"{Api}/tasks/{asked["id"]}.{village}/filing", body)).Is(200);
        object Value(decimal value) => new { values = new Dictionary<string, decimal> { [element] = value }, confirmed = Array.Empty<string>() };
        await FileAsync(villages[0], Value(0.1m));
        await FileAsync(villages[1], Value(0.2m));
        await FileAsync(villages[2], Value(0)); // zero
        await FileAsync(villages[3], new { values = new { }, confirmed = Array.Empty<string>(), nil = true }); // nil
        await FileAsync(villages[4], Value(1000.05m));
        // villages[5] is missing, and in the second city both are.

        Assert.Equal("95 1000.35 reported 5 nil 1 expected 8 missing 3", Say(Assert.Single(await RollUpAsync(reporter, element, "95"))!));
        Assert.Equal(["95 1000.35 reported 5 nil 1 expected 8 missing 3", "9501 1000.35 reported 5 nil 1 expected 6 missing 1", "9502 - reported 0 nil 0 expected 2 missing 2"],
            (await RollUpAsync(reporter, element, "95", "CITY")).Select(i => Say(i!)));
        Assert.Equal(["9501 1000.35 reported 5 nil 1 expected 6 missing 1", "950101 0.3 reported 4 nil 1 expected 4 missing 0", "950102 1000.05 reported 1 nil 0 expected 2 missing 1"],
            (await RollUpAsync(reporter, element, "9501", "COUNTY")).Select(i => Say(i!)));
        Assert.Equal(["0.3 2 0", "0 2 1", "1000.05 1 0", "- 0 0"],
            (await RollUpAsync(reporter, element, "95", "TOWNSHIP")).Skip(1).Select(i => $"{Plain(i!["value"])} {i["reported"]} {i["nil"]}"));
        // A nil return adds nothing, so the sum is 0 too; that it was a nil stands in its own count.
        Assert.Equal(["0.1 1 0 0", "0.2 1 0 0", "0 1 0 0", "0 1 1 0", "1000.05 1 0 0", "- 0 0 1", "- 0 0 1", "- 0 0 1"],
            (await RollUpAsync(reporter, element, "95", "VILLAGE")).Skip(1).Select(i => $"{Plain(i!["value"])} {i["reported"]} {i["nil"]} {i["missing"]}"));

        // A correction restates every level above.
        await RunningPlatform.EventuallyAsync(() => land.ReadAsync(element, villages[4]), a => a.Is(200).Items.Count == 1);
        (await land.PostAsync("api/exchange/v1/corrections", new { element, unit = villages[4], period = TestCounty.Month, proposed = 1000.15m, reason = "测量有误" })).Is(201);
        await RunningPlatform.EventuallyAsync(() => reporter.GetAsync($"{Api}/rollups?element={element}&period={TestCounty.Month}&under=95"), a => Plain(a.Is(200).Items[0]!["value"]) == "1000.45");
    }

    [Theory]
    [InlineData("SUM", "16")]
    [InlineData("AVG", "4")] // of the four villages, not of the two townships' averages
    [InlineData("MIN", "1")]
    [InlineData("MAX", "10")]
    [InlineData("NONE", "-")]
    public async Task An_element_rolls_up_as_it_says(string aggregation, string expected)
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "x", b => (b["type"], b["aggregation"]) = ("DECIMAL", aggregation));
        foreach (var (village, value) in new[] { (0, 1), (1, 2), (2, 3), (3, 10) }) await civil.RecordAsync(element, county.Villages[village], value);
        Assert.Equal(expected, Plain((await RollUpAsync(civil, element, county.Code))[0]!["value"]));
    }

    [Fact]
    public async Task A_roll_up_of_nothing_known_is_refused()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "x", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        (await civil.GetAsync($"{Api}/rollups?element=no.such&period={TestCounty.Month}&under={county.Code}")).Is(404, 422);
        (await civil.GetAsync($"{Api}/rollups?element={element}&period=2026-13&under={county.Code}")).Is(400);
        (await civil.GetAsync($"{Api}/rollups?element={element}&period={TestCounty.Month}")).Is(400);
        (await (await county.OfficeAsync("HEALTH")).GetAsync($"{Api}/rollups?element={element}&period={TestCounty.Month}&under={county.Code}")).IsProblem(403, "MAY_NOT_SEE");
    }

    [Fact]
    public async Task The_burden_counts_what_was_asked_typed_and_delivered_and_the_minutes_of_each()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        string[] known = [await county.DefineAsync(civil, "a"), await county.DefineAsync(civil, "b"), await county.DefineAsync(civil, "c")];
        foreach (var element in known) await civil.RecordAsync(element, county.Village, 1);
        var fresh = await county.DefineAsync(health, "fresh");
        var request = await county.AskAsync(health, $"h{county.Code}", [.. known, fresh]);
        var village = await county.ReporterAsync(county.Village);
        (await village.PutAsync($"{Api}/tasks/{request}.{county.Village}/filing", new { values = new Dictionary<string, int> { [fresh] = 2 }, confirmed = Array.Empty<string>() })).Is(200);

        var burden = (await village.GetAsync($"{Api}/burden?unit={county.Village}")).Is(200).Has("asked:integer typed:integer reused:integer minutes:number minutesSaved:number budget:integer");
        // 12 minutes for four cells: 3 typed by hand, 9 saved.
        Assert.Equal(("4", "1", "3", 3m, 9m, "160"), (burden["asked"].ToString(), burden["typed"].ToString(), burden["reused"].ToString(), (decimal)burden["minutes"], (decimal)burden["minutesSaved"], burden["budget"].ToString()));
        var ofHealth = (await health.GetAsync($"{Api}/burden?department={health.Unit}")).Is(200);
        Assert.Equal(("24", "1", "3", "100000"), (ofHealth["asked"].ToString(), ofHealth["typed"].ToString(), ofHealth["reused"].ToString(), ofHealth["budget"].ToString()));
        (await village.GetAsync($"{Api}/burden")).Is(400);
        (await village.GetAsync($"{Api}/burden?unit={county.Village}&department={health.Unit}")).Is(400);
        (await village.GetAsync($"{Api}/burden?unit=999993")).Is(404, 422);
    }

    [Fact]
    public async Task What_comes_from_the_units_below_or_from_a_declaration_of_nil_is_delivered_too()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var (heads, mines, own) = (await county.DefineAsync(civil, "heads"), await county.DefineAsync(civil, "mines"), await county.DefineAsync(civil, "own"));
        await county.AskAsync(civil, $"v{county.Code}", [mines]);
        var reporter = await county.ReporterAsync(county.Code);
        (await reporter.PutAsync($"{Api}/standing-nils/{county.Village}/v{county.Code}", new { from = $"{TestCounty.Month}-01", reason = "辖区内无矿山" })).Is(201);
        Assert.Equal("1 0 1 12", await SayAsync(county.Village));
        Assert.Equal("1 0 0 0", await SayAsync(county.Villages[1]));

        // A township has nothing to type: one cell is known from its villages, the other is not required.
        object[] fields = [new { element = heads, required = true }, new { element = own, required = false }];
        (await civil.PutAsync($"{Api}/forms/t{county.Code}", TestCounty.Form(civil, [], f => (f["level"], f["fields"]) = ("TOWNSHIP", fields)))).Is(201);
        (await civil.PostAsync($"{Api}/requests", new { form = $"t{county.Code}", period = TestCounty.Month, under = county.Code, dueOn = TestCounty.Today.AddDays(20).ToString("yyyy-MM-dd") })).Is(201);
        await civil.RecordAsync(heads, county.Village, 3);
        Assert.Equal("5 0 2 18", await SayAsync(county.Townships[0]));
        Assert.Equal("5 0 0 0", await SayAsync(county.Townships[1]));

        async Task<string> SayAsync(string unit)
        {
            var burden = (await reporter.GetAsync($"{Api}/burden?unit={unit}")).Is(200);
            return $"{burden["asked"]} {burden["typed"]} {burden["reused"]} {burden["minutesSaved"]}";
        }
    }

    [Fact]
    public async Task The_headcount_of_a_month_that_is_over_is_that_of_the_townships_body_where_nobody_came_or_went_since()
    {
        var county = await platform.NewCountyAsync();
        var organisation = await county.OfficeAsync("ORGANISATION");
        foreach (var (township, from) in new[] { (county.Townships[0], new DateOnly(2020, 1, 6)), (county.Townships[1], TestCounty.Today) })
        {
            (await platform.Admin.PutAsync($"api/rosters/v1/org-units/{township}-GOV", new { name = "镇人民政府", kind = "TOWNSHIP_GOVERNMENT", division = township })).Is(201);
            foreach (var (post, began) in new[] { ("A", new DateOnly(2020, 1, 6)), ("B", from) })
            {
                var person = Guid.NewGuid();
                (await platform.Admin.PutAsync($"api/rosters/v1/people/{person}", new { name = "某人", unit = $"{township}-GOV" })).Is(201);
                (await platform.Admin.PutAsync($"api/rosters/v1/posts/{township}-{post}", new { unit = $"{township}-GOV", title = "某岗", establishmentKind = "ADMINISTRATIVE", authorised = 1 })).Is(201);
                (await platform.Admin.PutAsync($"api/rosters/v1/assignments/{Guid.NewGuid()}", new { person, post = $"{township}-{post}", from = $"{began:yyyy-MM-dd}", share = 100, isPrimary = true })).Is(201);
            }
        }
        var heads = await county.DefineAsync(organisation, "heads", b => b["system"] = "ROSTERS_ON_POST");
        await RunningPlatform.EventuallyAsync(() => organisation.ReadAsync(heads, county.Code), a => a.Is(200).Items.Count(i => i!["value"]!.ToString() == "2") == 2);
        (await organisation.PutAsync($"{Api}/forms/o{county.Code}", TestCounty.Form(organisation, [heads, await county.DefineAsync(organisation, "windows")], f => f["level"] = "TOWNSHIP"))).Is(201);

        var over = TestCounty.Today.AddMonths(-1).ToString("yyyy-MM");
        async Task<Answer> TaskAsync(string period, string township, string expected)
        {
            var request = (await organisation.PostAsync($"{Api}/requests", new { form = $"o{county.Code}", period, under = township, dueOn = Workdays.After(TestCounty.Today, 5) })).Is(201)["id"];
            var reporter = await county.ReporterAsync(township);
            return await RunningPlatform.EventuallyAsync(() => reporter.GetAsync($"{Api}/tasks/{request}.{township}"), a => a.Is(200)["cells"][0]!["state"]!.ToString() == expected);
        }

        Assert.Equal("2", (await TaskAsync(over, county.Townships[0], "KNOWN"))["cells"][0]!["value"]!.ToJsonString());
        Assert.Equal("2", (await TaskAsync(TestCounty.Month, county.Townships[1], "KNOWN"))["cells"][0]!["value"]!.ToJsonString());
        Assert.Null((await TaskAsync(over, county.Townships[1], "MISSING"))["cells"][0]!["value"]);
    }

    [Fact]
    public async Task A_headcount_comes_from_Rosters_and_one_person_with_several_posts_counts_once()
    {
        var county = await platform.NewCountyAsync();
        var organisation = await county.OfficeAsync("ORGANISATION");
        var township = county.Townships[0];
        var (busy, other) = (Guid.NewGuid(), Guid.NewGuid());
        foreach (var person in new[] { busy, other }) (await platform.Admin.PutAsync($"api/rosters/v1/people/{person}", new { name = "某人", unit = township })).Is(201);
        foreach (var (post, person, share, isPrimary) in new[] { ("A", busy, 60, true), ("B", busy, 40, false), ("C", other, 100, true) })
        {
            (await platform.Admin.PutAsync($"api/rosters/v1/posts/{township}-{post}", new { unit = township, title = "某岗", establishmentKind = "ADMINISTRATIVE", authorised = 1 })).Is(201);
            (await platform.Admin.PutAsync($"api/rosters/v1/assignments/{Guid.NewGuid()}", new { person, post = $"{township}-{post}", from = "2026-01-05", share, isPrimary })).Is(201);
        }
        (await platform.Admin.PutAsync($"api/rosters/v1/assignments/{Guid.NewGuid()}", new { person = busy, post = $"{township}-C", from = "2026-01-05", share = 1, isPrimary = false })).IsProblem(422, "POST_LOAD_EXCEEDED");

        var heads = await county.DefineAsync(organisation, "heads", b => b["system"] = "ROSTERS_ON_POST");
        var windows = await county.DefineAsync(organisation, "windows");
        var made = (await organisation.PutAsync($"{Api}/forms/o{county.Code}", TestCounty.Form(organisation, [heads, windows], f => f["level"] = "TOWNSHIP"))).Is(201);
        Assert.Equal(["KNOWN", "NEW"], made["admission"]["fields"]!.AsArray().Select(f => f!["verdict"]!.ToString()));
        var request = (await organisation.PostAsync($"{Api}/requests", new { form = $"o{county.Code}", period = TestCounty.Month, under = county.Code, dueOn = Workdays.After(TestCounty.Today, 5) })).Is(201)["id"];
        var reporter = await county.ReporterAsync(township);
        var task = await RunningPlatform.EventuallyAsync(() => reporter.GetAsync($"{Api}/tasks/{request}.{township}"), a => a.Is(200)["cells"][0]!["state"]!.ToString() == "KNOWN");
        Assert.Equal(("2", "SYSTEM"), (task["cells"][0]!["value"]!.ToJsonString(), task["cells"][0]!["source"]!["kind"]!.ToString()));
    }

    private static async Task<JsonArray> RollUpAsync(ApiClient reader, string element, string under, string? level = null)
    {
        var answer = (await reader.GetAsync($"{Api}/rollups?element={element}&period={TestCounty.Month}&under={under}" + (level is null ? "" : $"&level={level}"))).Is(200).Has("items:array next:string?");
        foreach (var item in answer.Items) Shape.Of(item, "unit:string value:number? reported:integer nil:integer expected:integer missing:integer");
        return answer.Items;
    }

    private static string Say(JsonNode item) => $"{item["unit"]} {Plain(item["value"])} reported {item["reported"]} nil {item["nil"]} expected {item["expected"]} missing {item["missing"]}";

    private static string Plain(JsonNode? value) => value?.ToJsonString() ?? "-";
}
