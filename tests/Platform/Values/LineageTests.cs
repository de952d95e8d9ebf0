using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Contract;
using Datarun.Tests.Platform.Ledgers;

namespace Datarun.Tests.Platform.Values;

/// <summary>Where a value came from and where it went, followed from link to link.</summary>
public sealed class LineageTests(LocalPlatform platform)
{
    private const string Reports = UsedValues.Reports;

    private static string Path(string element, string unit, string? period = null, string more = "") =>
        $"{Reports}values/lineage?element={element}&unit={unit}&period={period ?? TestCounty.Month}{more}";

    private static string Text(JsonNode? item, string member) => item![member]!.ToString();

    [Fact]
    public async Task A_value_leads_back_to_its_filing_and_on_to_figures_filings_and_amendments()
    {
        var county = await platform.NewCountyAsync();
        var (water, health) = (await county.OfficeAsync("WATER"), await county.OfficeAsync("HEALTH"));
        var (shared, other) = (await county.DefineAsync(water, "pumps"), await county.DefineAsync(health, "beds"));
        var (village, township) = (await county.ReporterAsync(county.Village), await county.ReporterAsync(county.Townships[0]));
        var first = await county.AskAsync(water, $"w{county.Code}", [shared]);
        var given = (await village.FileAsync(first, county.Village, (shared, 12))).Is(200)["id"].ToString();
        var second = await county.AskAsync(health, $"h{county.Code}", [shared, other]);
        var taken = (await village.FileAsync(second, county.Village, (other, 3))).Is(200)["id"].ToString();

        var value = (await village.GetAsync(Path(shared, county.Village))).Is(200);
        Assert.Equal(("1", "12", "FILING"), (value["version"].ToJsonString(), value["value"].ToJsonString(), value["origin"]["kind"]!.ToString()));
        var filing = value["origin"]["filing"]!;
        Assert.Equal((given, "1", $"{first}.{county.Village}", $"w{county.Code}", water.Unit, county.Village),
            (Text(filing, "id"), Text(filing, "version"), Text(filing, "task"), Text(filing, "form"), Text(filing, "department"), Text(filing, "by")));
        Assert.Equal((taken, "REUSED", "1", "true"), (Text(value.Items.Single(), "filing"), Text(value.Items[0], "how"), Text(value.Items[0], "filingVersion"), Text(value.Items[0], "isCurrent")));
        Assert.Equal([county.Townships[0], county.Code, county.Code[..4], county.Code[..2], "CN"], value["rollUps"].AsArray().Select(r => Text(r, "unit")));
        Assert.All(value["rollUps"].AsArray(), r => Assert.Equal("true", Text(r, "counts")));
        Assert.Equal("12", Text(value["rollUps"][1], "value"));
        Assert.Equal("12", (await platform.Admin.GetAsync(Text(value["rollUps"][1], "explain")[1..])).Is(200)["value"].ToJsonString());

        // A value of the township's own stands for its villages: from there on this one counts no more.
        await water.RecordAsync(shared, county.Townships[0], 40);
        Assert.All((await village.GetAsync(Path(shared, county.Village))).Is(200)["rollUps"].AsArray(), r => Assert.Equal("false", Text(r, "counts")));

        var correction = await water.CorrectAsync(shared, county.Village, TestCounty.Month, 21);
        var right = (await township.GetAsync(Path(shared, county.Village))).Is(200);
        Assert.Equal(("2", "1", "CORRECTION", correction, "1"), (right["version"].ToJsonString(), right["revisionOf"].ToJsonString(), right["origin"]["kind"]!.ToString(),
            Text(right["origin"]["correction"], "id"), Text(right["origin"]["correction"], "oldVersion")));
        Assert.Equal("21", (await water.GetAsync(Text(right["origin"]["correction"], "request")[1..])).Is(200)["proposed"].ToJsonString());
        Assert.Empty(right.Items);
        Assert.Equal(2, right["amendments"].AsArray().Count);
        var wrong = (await village.GetAsync(Path(shared, county.Village, more: "&version=1"))).Is(200);
        Assert.Equal(("12", right["from"].ToString(), taken), (wrong["value"].ToJsonString(), wrong["to"].ToString(), Text(wrong.Items.Single(), "filing")));
        Assert.Empty(wrong["rollUps"].AsArray());
        Assert.Equal(2, wrong["amendments"].AsArray().Count);

        // Filed again, both versions of the filing are found by what each of them took.
        (await village.FileAsync(second, county.Village, (other, 3))).Is(200);
        Assert.Equal(("2", "true"), (Text((await village.GetAsync(Path(shared, county.Village))).Is(200).Items.Single(), "filingVersion"), "true"));
        Assert.Equal("false", Text((await village.GetAsync(Path(shared, county.Village, more: "&version=1"))).Is(200).Items.Single(), "isCurrent"));

        // A department that only shares in it sees filings of its own forms.
        Assert.Single((await health.GetAsync(Path(shared, county.Village))).Is(200).Items);
        Assert.Empty((await (await county.OfficeAsync("ROADS")).GetAsync(Path(shared, county.Village))).Is(200).Items);
        Assert.Empty((await (await county.OfficeAsync("ROADS")).GetAsync(Path(shared, county.Village))).Is(200)["amendments"].AsArray());
    }

    [Fact]
    public async Task A_figure_leads_back_through_its_formula_to_the_rows_of_the_ledger_and_on_to_what_reads_it()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var ledger = await at.DefineAsync("works", new { code = "amount", name = "金额", type = "DECIMAL" });
        var clerk = await at.County.ReporterAsync(at.County.Village);
        (await LedgerCounty.PostAsync(clerk, ledger, at.County.Village, new { no = "1", amount = 10.5m })).Is(201);
        var sum = await at.DeriveAsync("sum", $"SUM({ledger}.amount)");
        var twice = await at.DeriveAsync("twice", $"[{sum}] * 2");
        await at.County.DefineAsync(at.Office, "mean", e => (e["type"], e["aggregation"], e["weightedBy"]) = ("DECIMAL", "AVG", sum));
        var request = await at.AskTownshipsAsync("works", [sum, twice]);
        var (unit, township) = (at.County.Townships[0], await at.County.ReporterAsync(at.County.Townships[0]));
        (await township.PostAsync($"{Reports}tasks/{request}.{unit}/generation", new { })).Is(200);

        var value = (await RunningPlatform.EventuallyAsync(() => township.GetAsync(Path(sum, unit)), a => a.Status == 200 && a["derived"].AsArray().Count == 2));
        var formula = value["origin"]["formula"]!;
        Assert.Equal(("10.5", "LEDGER", $"SUM({ledger}.amount)", "1"), (value["value"].ToJsonString(), value["origin"]["kind"]!.ToString(), Text(formula, "expression"), Text(formula, "version")));
        Assert.Equal([ledger], formula["ledgers"]!.AsArray().Select(l => l!.ToString()));
        Assert.Equal("10.5", Text(Assert.Single((await township.GetAsync(Text(formula, "rows")[1..])).Is(200).Items), "contribution"));
        Assert.Equal([("WEIGHT", at.County.Element("mean")), ("FORMULA", twice)], value["derived"].AsArray().Select(d => (Text(d, "how"), Text(d, "element"))));
        var next = (await township.GetAsync(Text(value["derived"][1], "lineage")[1..])).Is(200);
        Assert.Equal(("21", sum), (next["value"].ToJsonString(), next["origin"]["formula"]!["operands"]!.AsArray().Single()!.ToString()));
    }

    [Fact]
    public async Task What_was_confirmed_leads_back_to_the_value_of_then_and_a_sum_to_who_took_it()
    {
        var county = await platform.NewCountyAsync();
        var water = await county.OfficeAsync("WATER");
        var (old, typed) = (await county.DefineAsync(water, "old", e => e["validForDays"] = 30), await county.DefineAsync(water, "typed", e => e["aggregation"] = "NONE"));
        await water.RecordAsync(old, county.Village, 8, "2025-01");
        var (village, township) = (await county.ReporterAsync(county.Village), await county.ReporterAsync(county.Townships[0]));
        var request = await county.AskAsync(water, $"v{county.Code}", [old]);
        (await village.ConfirmAsync(request, county.Village, old)).Is(200);
        var now = (await village.GetAsync(Path(old, county.Village))).Is(200);
        Assert.Equal(("2025-01", "1"), (Text(now["origin"]["filing"]!["confirmedFrom"], "period"), Text(now["origin"]["filing"]!["confirmedFrom"], "version")));
        Assert.Equal("CONFIRMED", Text((await village.GetAsync(Path(old, county.Village, "2025-01"))).Is(200).Items.Single(), "how"));

        (await township.FileAsync(await county.AskAsync(water, $"t{county.Code}", [old, typed], level: "TOWNSHIP"), county.Townships[0], (typed, 1))).Is(200);
        var sum = (await township.GetAsync(Path(old, county.Village))).Is(200).Items.Single();
        Assert.Equal((county.Townships[0], "COMPUTED"), (Text(sum, "unit"), Text(sum, "how")));
        // The village does not see what its township files.
        Assert.Empty((await village.GetAsync(Path(old, county.Village))).Is(200).Items);
        (await township.GetAsync(Path(old, county.Townships[0]))).IsProblem(404, "VALUE_UNKNOWN");
        Assert.Equal("8", (await township.GetAsync((await township.GetAsync(Path(old, county.Townships[0])))["explain"].ToString()[1..])).Is(200)["value"].ToJsonString());
    }

    [Fact]
    public async Task Filings_come_page_by_page_and_a_citizen_number_is_never_shown()
    {
        var county = await platform.NewCountyAsync();
        var water = await county.OfficeAsync("WATER");
        var (yearly, typed) = (await county.DefineAsync(water, "wells", e => (e["frequency"], e["validForDays"]) = ("YEARLY", 900)), await county.DefineAsync(water, "typed"));
        var lastYear = $"{TestCounty.Today.Year - 1}";
        await water.RecordAsync(yearly, county.Village, 12, lastYear);
        var village = await county.ReporterAsync(county.Village);
        for (var month = -3; month < 0; month++) (await village.FileAsync(await county.AskAsync(water, $"w{county.Code}", [yearly, typed], month), county.Village, (typed, 1))).Is(200);
        var all = (await village.GetAsync(Path(yearly, county.Village, lastYear))).Is(200).Items.Select(i => Text(i, "filing")).ToList();
        Assert.Equal(3, all.Count);
        var one = (await village.GetAsync(Path(yearly, county.Village, lastYear, "&limit=2"))).Is(200);
        var two = (await village.GetAsync(Path(yearly, county.Village, lastYear, $"&limit=2&after={Uri.EscapeDataString(one["next"].ToString())}"))).Is(200);
        Assert.Equal(all, one.Items.Concat(two.Items).Select(i => Text(i, "filing")));
        Assert.Null(two.Json!["next"]);

        var number = await county.DefineAsync(water, "number", e => (e["type"], e["aggregation"], e["min"], e["identifier"], e["classification"]) = ("TEXT", "NONE", null, "CITIZEN_ID", 3));
        (await water.PutLinesAsync($"{Reports}values:record", [new { element = number, unit = county.Village, period = TestCounty.Month, value = "53010219200508011X" }])).Is(200);
        var hidden = (await water.GetAsync(Path(number, county.Village))).Is(200);
        Assert.DoesNotContain("5301", hidden.Text, StringComparison.Ordinal);
        Assert.Equal("SYSTEM", hidden["origin"]["kind"]!.ToString());
    }

    [Fact]
    public async Task Lineage_is_for_those_who_may_read_the_value_and_what_is_asked_wrongly_is_refused()
    {
        var county = await platform.NewCountyAsync();
        var (office, other) = (await county.OfficeAsync("WATER"), await county.OfficeAsync("ROADS"));
        var element = await county.DefineAsync(office, "secret", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        await office.RecordAsync(element, county.Village, 5);
        (await other.GetAsync(Path(element, county.Village))).IsProblem(403, "MAY_NOT_SEE");
        (await (await county.ReporterAsync(county.Villages[1])).GetAsync(Path(element, county.Village))).IsProblem(403, "MAY_NOT_SEE");
        // The village sees its value, and of the figures above only that they are made of it.
        var own = (await (await county.ReporterAsync(county.Village)).GetAsync(Path(element, county.Village))).Is(200);
        Assert.All(own["rollUps"].AsArray(), r => Assert.Null(r!["value"]));
        (await office.GetAsync(Path(element, county.Village, more: "&version=2"))).IsProblem(404, "VALUE_UNKNOWN");
        foreach (var more in new[] { "&version=-1", "&version=x", "&version=99999999999", "&limit=0", "&after=x" }) (await office.GetAsync(Path(element, county.Village, more: more))).Is(400);
        (await office.GetAsync(Path(element, "%00"))).IsProblem(400, "PARAMETER_INVALID");
        (await office.GetAsync(Path(element, county.Village, "soon"))).IsProblem(400, "PARAMETER_INVALID");
        (await office.GetAsync(Path("no.such", county.Village))).IsProblem(422, "ELEMENT_UNKNOWN");
    }
}
