using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Datarun.Tests.Platform.Contract;
using Npgsql;

namespace Datarun.Tests.Platform.RollUps;

/// <summary>What is kept is what a recomputation gives, for every rule, at every level, after every write and right after it.</summary>
public sealed class KeptTests(LocalPlatform platform)
{
    private const string Api = "api/reports/v1";
    private const string Province = "92";
    private static readonly string[] Levels = ["PROVINCE", "CITY", "COUNTY", "TOWNSHIP", "VILLAGE"];
    private static readonly string[] Villages =
        [.. from t in new[] { "920101100", "920101200", "920102100", "920102200", "920201100", "920201200" } from v in new[] { "001", "002", "003" } select t + v];

    [Theory]
    [InlineData("SUM", 1)]
    [InlineData("SUM", 2)]
    [InlineData("AVG", 3)]
    [InlineData("WEIGHTED", 4)]
    [InlineData("MIN", 5)]
    [InlineData("MAX", 6)]
    [InlineData("LAST", 7)]
    public async Task It_is_what_a_recomputation_from_the_values_gives(string rule, int seed)
    {
        var random = new Random(seed);
        var expected = new Recomputed(rule);
        var (office, reporter) = await ProvinceAsync();
        var code = $"kept{seed}";
        var weight = await DefineAsync(office, $"{code}.weight", "SUM");
        var element = await DefineAsync(office, code, rule == "WEIGHTED" ? "AVG" : rule, rule == "WEIGHTED" ? weight : null);

        // Two forms ask villages, one of them inside what the other asks; a third asks townships elsewhere.
        var request = await AskAsync(office, $"{code}-a", element, "9201", "VILLAGE");
        await AskAsync(office, $"{code}-b", element, "920101", "VILLAGE");
        await AskAsync(office, $"{code}-c", element, "9202", "TOWNSHIP");
        expected.Ask(Villages.Where(v => v.StartsWith("9201", StringComparison.Ordinal)));
        expected.Ask(["920201100", "920201200"]);
        await MustBeAsync(expected, reporter, element);

        // Files go to some villages, records to the others and to places above, so that they do not meet.
        var filed = Villages.Where((v, i) => i % 3 == 0 && v.StartsWith("9201", StringComparison.Ordinal)).ToArray();
        string[] recorded = [.. Villages.Except(filed), "920201100", "920102200", "920102", "920201", "9202"];
        for (var turn = 0; turn < 14; turn++)
        {
            expected.NextMoment();
            var number = Math.Round((decimal)random.NextDouble() * 1000 - 300, random.Next(5));
            switch (random.Next(5))
            {
                case 0:
                    var village = filed[random.Next(filed.Length)];
                    (await reporter.PutAsync($"{Api}/tasks/{request}.{village}/filing", new { values = new Dictionary<string, decimal> { [element] = number } })).Is(200);
                    expected.Give(village, number);
                    break;
                case 1:
                    var empty = filed[random.Next(filed.Length)];
                    (await reporter.PutAsync($"{Api}/tasks/{request}.{empty}/filing", new { nil = true })).Is(200);
                    expected.Give(empty, null);
                    break;
                case 2 when rule == "WEIGHTED":
                    await RecordAsync(office, weight, [.. Some(recorded, random).Concat(Some(filed, random)).Select(u => (u, (decimal)random.Next(0, 9)))], expected.Weigh);
                    break;
                default:
                    await RecordAsync(office, element, [.. Some(recorded, random).Select((u, i) => (u, number + i))], (u, v) => expected.Give(u, v));
                    break;
            }
            await MustBeAsync(expected, reporter, element);
        }

        // A correction restates every level above, as soon as it has arrived here.
        var wrong = recorded.First(expected.Knows);
        await RunningPlatform.EventuallyAsync(() => office.ReadAsync(element, wrong), a => a.Is(200).Items.Any(i => i!["unit"]!.ToString() == wrong));
        (await office.PostAsync("api/exchange/v1/corrections", new { element, unit = wrong, period = TestCounty.Month, proposed = -77.5m, reason = "测量有误" })).Is(201);
        expected.NextMoment();
        expected.Give(wrong, -77.5m);
        await RunningPlatform.EventuallyAsync(() => office.ReadAsync(element, wrong), a => a.Is(200).ByUnit()[wrong] == "-77.5");
        await MustBeAsync(expected, reporter, element);
    }

    [Fact]
    public async Task A_place_that_ended_before_a_period_is_neither_expected_nor_missing_in_it()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "x");
        await county.AskAsync(civil, $"e{county.Code}", [element]);
        await civil.RecordAsync(element, county.Villages[0], 1);
        await civil.RecordAsync(element, county.Villages[1], 2);
        Assert.Equal($"{county.Code} 3 2 0 6 4", await LineAsync(civil, element, county.Code));
        await county.EndAsync(new(2020, 12, 31), county.Villages[1], county.Villages[2]);
        await ExpectedAsync(4);
        Assert.Equal($"{county.Code} 3 2 0 4 3", await LineAsync(civil, element, county.Code));
        await county.EndAsync(null, county.Villages[1]);
        await ExpectedAsync(5);
        Assert.Equal($"{county.Code} 3 2 0 5 3", await LineAsync(civil, element, county.Code));
        // One that is new since is expected at once.
        (await platform.Admin.PostCsvAsync("api/rosters/v1/divisions:import", $"code,name\n{county.Townships[0]}999,新村\n")).Is(200);
        await ExpectedAsync(6);

        Task ExpectedAsync(int units) =>
            RunningPlatform.EventuallyAsync(() => civil.GetAsync($"{Api}/rollups?element={element}&period={TestCounty.Month}&under={county.Code}"), a => (int)a.Is(200).Items[0]!["expected"]! == units);
    }

    [Fact]
    public async Task An_import_of_many_is_in_the_next_answer()
    {
        var (office, reporter) = await ProvinceAsync();
        var element = await DefineAsync(office, "kept.many", "SUM");
        await RecordAsync(office, element, [.. Villages.Select((v, i) => (v, (decimal)i))], (_, _) => { });
        Assert.Equal($"CN {Enumerable.Range(0, Villages.Length).Sum()} 18 0 18 0", await LineAsync(reporter, element, "CN"));
        await RecordAsync(office, element, [.. Villages.Select((v, i) => (v, 1m))], (_, _) => { });
        Assert.Equal("CN 18 18 0 18 0", await LineAsync(reporter, element, "CN"));
    }

    [Fact]
    public async Task A_list_of_figures_comes_in_pages()
    {
        var (office, reporter) = await ProvinceAsync();
        var element = await DefineAsync(office, "kept.paged", "SUM");
        await RecordAsync(office, element, [(Villages[4], 4)], (_, _) => { });
        var all = (await ListAsync(reporter, element, Province, "VILLAGE")).Select(Say).ToList();
        Assert.Equal(19, all.Count);
        var paged = (await reporter.PagesAsync($"{Api}/rollups?element={element}&period={TestCounty.Month}&under={Province}&level=VILLAGE", 4)).ConvertAll(Say);
        Assert.Equal(all, paged);
    }

    private async Task<(ApiClient Office, ApiClient Reporter)> ProvinceAsync()
    {
        var csv = new StringBuilder("code,name\n");
        foreach (var place in Villages.SelectMany(v => new[] { v[..2], v[..4], v[..6], v[..9], v }).Distinct()) csv.AppendLine($"{place},地{place}");
        (await platform.Admin.PostCsvAsync("api/rosters/v1/divisions:import", csv.ToString())).Is(200);
        (await platform.Admin.PutAsync($"api/rosters/v1/org-units/{Province}-STAT", new { name = "某省统计局", kind = "DEPARTMENT", division = Province })).Is(200, 201);
        return (await platform.NewClientAsync($"{Province}-STAT", "DEPARTMENT"), await platform.NewClientAsync(Province, "REPORTER"));
    }

    private static async Task<string> DefineAsync(ApiClient office, string name, string aggregation, string? weightedBy = null)
    {
        var element = $"t92.{name}";
        (await office.PutAsync($"api/exchange/v1/elements/{element}", new
        {
            name, definition = name, type = "DECIMAL", frequency = "MONTHLY", aggregation, weightedBy, source = office.Unit, sharingClass = "UNCONDITIONAL", classification = 1,
        })).Is(201);
        return element;
    }

    /// <summary>Asks for the element with a new one beside it, for which the form is admitted.</summary>
    private static async Task<string> AskAsync(ApiClient office, string form, string element, string under, string level)
    {
        var fresh = await DefineAsync(office, $"{form}.fresh", "SUM");
        (await office.PutAsync($"{Api}/forms/{form}", TestCounty.Form(office, [], f => (f["level"], f["fields"]) = (level, new[] { new { element, required = true }, new { element = fresh, required = false } })))).Is(201);
        return (await office.PostAsync($"{Api}/requests", new { form, period = TestCounty.Month, under, dueOn = Workdays.After(TestCounty.Today, 8) })).Is(201)["id"].ToString();
    }

    private static IEnumerable<string> Some(string[] units, Random random) => units.Where(_ => random.Next(4) == 0);

    private static async Task RecordAsync(ApiClient office, string element, (string Unit, decimal Value)[] values, Action<string, decimal> given)
    {
        if (values.Length == 0) return;
        Assert.Empty((await office.PutLinesAsync($"{Api}/values:record", values.Select(v => new { element, unit = v.Unit, period = TestCounty.Month, value = v.Value }))).Is(200)["refused"].AsArray());
        foreach (var (unit, value) in values) given(unit, value);
    }

    /// <summary>The country, and every level below it, in one look each; nothing is waited for.</summary>
    private static async Task MustBeAsync(Recomputed expected, ApiClient reader, string element)
    {
        foreach (var level in Levels)
        {
            foreach (var line in await ListAsync(reader, element, level == "PROVINCE" ? "CN" : Province, level))
            {
                var unit = line!["unit"]!.ToString();
                if (unit == "CN" || unit.StartsWith(Province, StringComparison.Ordinal)) Assert.Equal(expected.Line(unit), Say(line));
            }
        }
    }

    private static async Task<string> LineAsync(ApiClient reader, string element, string unit) => Say((await ListAsync(reader, element, unit, null))[0]!);

    private static async Task<JsonArray> ListAsync(ApiClient reader, string element, string under, string? level) =>
        (await reader.GetAsync($"{Api}/rollups?element={element}&period={TestCounty.Month}&under={under}&limit=1000" + (level is null ? "" : $"&level={level}"))).Is(200).Items;

    private static string Say(JsonNode? line) =>
        $"{line!["unit"]} {line["value"]?.ToJsonString() ?? "-"} {line["reported"]} {line["nil"]} {line["expected"]} {line["missing"]}";
}
