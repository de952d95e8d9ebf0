using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.RollUps;

/// <summary>Every figure can be followed down to the rows that it was made of.</summary>
public sealed class ExplainTests(LocalPlatform platform)
{
    private const string Api = "api/reports/v1";

    private static async Task<Answer> ExplainAsync(ApiClient reader, string element, string unit, string? period = null, string more = "") =>
        (await reader.GetAsync($"{Api}/rollups/explain?element={element}&period={period ?? TestCounty.Month}&unit={unit}{more}")).Is(200).Has(
            "element:string period:string unit:string rule:string weightedBy:string? basis=OWN_VALUE|BELOW|SHORTER_PERIODS|EARLIER_PERIOD|NOTHING value:any? reported:integer nil:integer "
            + "expected:integer missing:integer parts:object periods:object? overriddenBy:string? source:object? items:array next:string?");

    [Fact]
    public async Task From_the_figure_of_the_country_one_walks_down_to_the_filing()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "walked");
        var request = await county.AskAsync(civil, $"w{county.Code}", [element]);
        var reporter = await county.ReporterAsync(county.Code);
        var filing = (await reporter.PutAsync($"{Api}/tasks/{request}.{county.Villages[1]}/filing", new { values = new Dictionary<string, int> { [element] = 41 } })).Is(200)["id"].ToString();
        (await reporter.PutAsync($"{Api}/tasks/{request}.{county.Villages[2]}/filing", new { nil = true })).Is(200);

        var (unit, steps) = ("CN", new List<string>());
        var answer = await ExplainAsync(civil, element, unit, more: "&limit=1000");
        while (answer.Items.Count > 0)
        {
            steps.Add(unit);
            Assert.Equal(("BELOW", "SUM", "41", "2", "1", "41", "1"), (
                answer["basis"].ToString(), answer["rule"].ToString(), answer["value"].ToJsonString(), answer["reported"].ToString(), answer["nil"].ToString(),
                answer["parts"]["sum"]!.ToJsonString(), answer["parts"]["count"]!.ToString()));
            Assert.Equal(41, answer.Items.Sum(i => (int?)i!["value"] ?? 0));
            unit = answer.Items.Single(i => (int?)i!["value"] > 0)!["unit"]!.ToString();
            answer = await ExplainAsync(civil, element, unit, more: "&limit=1000");
        }
        Assert.Equal(["CN", county.Code[..2], county.Code[..4], county.Code, county.Townships[0]], steps);
        Assert.Equal(county.Villages[1], unit);
        Shape.Of(answer["source"], "value:integer kind=FILING id:string by:string at:instant version:integer period:string");
        Assert.Equal((filing, "41"), (answer["source"]["id"]!.ToString(), answer["source"]["value"]!.ToJsonString()));
        (await reporter.GetAsync($"{Api}/filings/{filing}")).Is(200);
        var nil = await ExplainAsync(civil, element, county.Villages[2]);
        Assert.Equal(("OWN_VALUE", "1", "1"), (nil["basis"].ToString(), nil["reported"].ToString(), nil["nil"].ToString()));
        var missing = await ExplainAsync(civil, element, county.Villages[4]);
        Assert.Equal(("NOTHING", "1"), (missing["basis"].ToString(), missing["missing"].ToString()));
    }

    [Fact]
    public async Task Values_below_a_place_that_has_its_own_are_shown_as_not_counting()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "own");
        await civil.RecordAsync(element, county.Townships[0], 100);
        await civil.RecordAsync(element, county.Villages[0], 7);
        await civil.RecordAsync(element, county.Villages[5], 5);
        var of = await ExplainAsync(civil, element, county.Code);
        Assert.Equal(("BELOW", "105"), (of["basis"].ToString(), of["value"].ToJsonString()));
        var township = await ExplainAsync(civil, element, county.Townships[0]);
        Assert.Equal(("OWN_VALUE", "100", "SYSTEM"), (township["basis"].ToString(), township["value"].ToJsonString(), township["source"]["kind"]!.ToString()));
        Assert.Equal([$"{county.Villages[0]} false 7", $"{county.Villages[1]} false -", $"{county.Villages[2]} false -"], township.Items.Select(Say));
        Assert.Equal(county.Townships[0], (await ExplainAsync(civil, element, county.Villages[0]))["overriddenBy"].ToString());
        Assert.Null((await ExplainAsync(civil, element, county.Villages[5])).Json!["overriddenBy"]);
        Assert.Equal(["true"], (await ExplainAsync(civil, element, county.Townships[1])).Items.Select(i => i!["counts"]!.ToJsonString()).Distinct());

        // In pages, to the same end.
        var first = await ExplainAsync(civil, element, county.Townships[0], more: "&limit=2");
        var second = await ExplainAsync(civil, element, county.Townships[0], more: $"&limit=2&after={first["next"]}");
        Assert.Equal(county.Villages.Take(3), first.Items.Concat(second.Items).Select(i => i!["unit"]!.ToString()));
        Assert.Null(second.Json!["next"]);
    }

    [Fact]
    public async Task A_mean_is_weighted_by_what_it_must_be_and_says_by_what()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var people = await county.DefineAsync(civil, "people");
        var income = await county.DefineAsync(civil, "income", e => (e["type"], e["aggregation"], e["weightedBy"]) = ("DECIMAL", "AVG", people));
        // 1 person with 100, 3 with 20 in one township, 6 with 10 in the other; a village whose people are not known, one with a nil of income.
        foreach (var (village, heads, money) in new[] { (0, 1, 100), (1, 3, 20), (3, 6, 10) })
        {
            await civil.RecordAsync(people, county.Villages[village], heads);
            await civil.RecordAsync(income, county.Villages[village], money);
        }
        await civil.RecordAsync(income, county.Villages[2], 1000);
        var answer = await ExplainAsync(civil, income, county.Code);
        Assert.Equal(("AVG", people, "22", "4"), (answer["rule"].ToString(), answer["weightedBy"].ToString(), answer["value"].ToJsonString(), answer["reported"].ToString()));
        Assert.Equal(("220", "10", "3"), (answer["parts"]["weightedSum"]!.ToJsonString(), answer["parts"]["weightSum"]!.ToJsonString(), answer["parts"]["weightedCount"]!.ToString()));

        // Another weight of one village, and its income's mean is another.
        await civil.RecordAsync(people, county.Villages[0], 11);
        Assert.Equal("61", (await ExplainAsync(civil, income, county.Code))["value"].ToJsonString());
        // Weighted by nothing, each village counts once.
        await county.DefineAsync(civil, "income", e => (e["type"], e["aggregation"]) = ("DECIMAL", "AVG"));
        await RunningPlatform.EventuallyAsync(() => ExplainAsync(civil, income, county.Code), a => a.Json!["value"]?.ToJsonString() == "282.5");
        // Weighted by something else, every figure that there was is made anew: 2 households with 100, 1 with 1000.
        var households = await county.DefineAsync(civil, "households");
        await civil.RecordAsync(households, county.Villages[0], 2);
        await civil.RecordAsync(households, county.Villages[2], 1);
        await county.DefineAsync(civil, "income", e => (e["type"], e["aggregation"], e["weightedBy"]) = ("DECIMAL", "AVG", households));
        await RunningPlatform.EventuallyAsync(() => ExplainAsync(civil, income, county.Code), a => a.Json!["value"]?.ToJsonString() == "400");
    }

    [Fact]
    public async Task A_weight_is_another_element_and_a_number_and_stays_one()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var words = await county.DefineAsync(civil, "words", e => { (e["type"], e["aggregation"]) = ("TEXT", "NONE"); e.Remove("min"); });
        var people = await county.DefineAsync(civil, "people");
        await county.DefineAsync(civil, "mean", e => (e["type"], e["aggregation"], e["weightedBy"]) = ("DECIMAL", "AVG", people));
        Assert.Equal(people, (await civil.GetAsync($"api/exchange/v1/elements/{county.Element("mean")}")).Is(200)["weightedBy"].ToString());
        async Task<Answer> PutAsync(string name, string aggregation, string? weightedBy, string type = "DECIMAL") => await civil.PutAsync($"api/exchange/v1/elements/{county.Element(name)}", new
        {
            name, definition = $"{name}的口径", type, frequency = "MONTHLY", aggregation, weightedBy, source = civil.Unit, sharingClass = "UNCONDITIONAL", classification = 2,
        });
        (await PutAsync("m2", "AVG", "no.such.element")).IsProblem(422, "UNKNOWN_ELEMENT");
        (await PutAsync("m2", "AVG", county.Element("m2"))).IsProblem(422, "UNKNOWN_ELEMENT");
        (await PutAsync("m2", "AVG", words)).IsProblem(422, "WEIGHT_NOT_A_NUMBER");
        (await PutAsync("m2", "SUM", people)).IsProblem(422, "DOES_NOT_FIT_TYPE");
        (await PutAsync("m2", "AVG", "a\0b")).Is(422);
        (await PutAsync("people", "NONE", null, "TEXT")).IsProblem(422, "WEIGHT_NOT_A_NUMBER");
    }

    [Fact]
    public async Task What_cannot_be_explained_is_refused()
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "x", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        await civil.RecordAsync(element, county.Village, 1); // So it has arrived.
        string Path(string e, string period, string unit) => $"{Api}/rollups/explain?element={e}&period={period}&unit={unit}";
        (await civil.GetAsync(Path("no.such", TestCounty.Month, county.Code))).IsProblem(422, "ELEMENT_UNKNOWN");
        (await civil.GetAsync(Path(element, "2026-13", county.Code))).IsProblem(400, "PARAMETER_INVALID");
        (await civil.GetAsync(Path(element, TestCounty.Month, "5001X8"))).IsProblem(400, "PARAMETER_INVALID");
        (await civil.GetAsync(Path(element, TestCounty.Month, county.Code) + "&after=AA")).IsProblem(400, "CURSOR_INVALID");
        (await civil.GetAsync($"{Api}/rollups/explain?element={element}")).Is(400);
        (await (await county.OfficeAsync("HEALTH")).GetAsync(Path(element, TestCounty.Month, county.Code))).IsProblem(403, "MAY_NOT_SEE");
        (await (await county.ReporterAsync(county.Townships[0])).GetAsync(Path(element, TestCounty.Month, county.Townships[0]))).Is(200);
    }

    private static string Say(JsonNode? child) => $"{child!["unit"]} {child["counts"]!.ToJsonString()} {child["value"]?.ToJsonString() ?? "-"}";
}
