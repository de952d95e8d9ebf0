using System.Diagnostics;
using System.Text;
using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Ledgers;

public sealed class FormulaTests(LocalPlatform platform)
{
    private const string Reports = LedgerCounty.Reports;

    private static object[] Fields =>
    [
        new { code = "amount", name = "金额", type = "DECIMAL" }, new { code = "count", name = "数量", type = "INTEGER" }, new { code = "kind", name = "类别", type = "CHOICE", choices = new[] { "A", "B" } },
    ];

    [Fact]
    public async Task Kept_without_a_match_is_zero_and_never_kept_is_empty()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var ledger = await at.DefineAsync("works", Fields);
        var clerk = await at.County.ReporterAsync(at.County.Village);
        (await LedgerCounty.PostAsync(clerk, ledger, at.County.Village, new { no = "1", amount = 10.5m, count = 2, kind = "A" })).Is(201);
        (await LedgerCounty.PostAsync(clerk, ledger, at.County.Village, new { no = "2", amount = 0.5m, count = 0, kind = "A" })).Is(201);
        var expressions = new Dictionary<string, (string Expression, string? There)>
        {
            ["sum"] = ($"SUM({ledger}.amount)", "11"), ["none"] = ($"SUM({ledger}.amount, kind = 'B')", "0"), ["count"] = ($"COUNT({ledger}, kind <> 'B' and not amount < 1)", "1"),
            ["nobody"] = ($"COUNT({ledger}, kind = 'B')", "0"), ["avg"] = ($"AVG({ledger}.amount)", "5.5"), ["weighted"] = ($"AVG({ledger}.amount, {ledger}.count)", "10.5"),
            ["max"] = ($"MAX({ledger}.amount * 2)", "21"), ["noavg"] = ($"AVG({ledger}.amount, kind = 'B')", null), ["zero"] = ($"SUM({ledger}.amount) / COUNT({ledger}, kind = 'B')", null),
            ["if"] = ($"IF(COUNT({ledger}) >= 2, SUM({ledger}.count) * -1.5, 0)", "-3"), ["twice"] = ($"[{at.County.Element("sum")}] * 2 + PREVIOUS([{at.County.Element("sum")}])", null),
            ["ifempty"] = ($"[{at.County.Element("sum")}] + IFEMPTY(PREVIOUS([{at.County.Element("sum")}]), 1)", "12"), ["third"] = ("ROUND(10 / 3, 2)", "3.33"), ["abs"] = ("abs(1 - 3) × 3 ÷ 4", "1.5"),
        };
        foreach (var (name, (expression, _)) in expressions) await at.DeriveAsync(name, expression);
        var request = await at.AskTownshipsAsync("works", expressions.Keys.Select(at.County.Element));
        var county = await at.County.ReporterAsync(at.County.Code);
        var kept = (await county.PostAsync($"{Reports}tasks/{request}.{at.County.Townships[0]}/generation", new { })).Is(200);
        foreach (var (name, (_, there)) in expressions) Assert.Equal((name, there), (name, LedgerCounty.Cell(kept, at.County.Element(name))["value"]?.ToString()));
        var never = (await county.PostAsync($"{Reports}tasks/{request}.{at.County.Townships[1]}/generation", new { })).Is(200);
        foreach (var name in expressions.Keys.Except(["third", "abs"])) Assert.Null(LedgerCounty.Cell(never, at.County.Element(name))["value"]);
    }

    [Fact]
    public async Task A_formula_reads_others_that_read_elements_of_units_below()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var (wells, pumps) = (await at.County.DefineAsync(at.Office, "wells"), await at.County.DefineAsync(at.Office, "pumps"));
        var sum = await at.DeriveAsync("sum", $"[{wells}] + [{pumps}]");
        var (share, twice) = (await at.DeriveAsync("share", $"[{wells}] / [{sum}]"), await at.DeriveAsync("twice", $"[{sum}] * 2"));
        foreach (var unit in at.County.Villages.Take(2)) await at.Office.RecordAsync(wells, unit, 3);
        await at.Office.RecordAsync(pumps, at.County.Village, 2);
        Assert.Equal(["0.75", "16"], await ValuesAsync(at, await at.AskTownshipsAsync("works", [share, twice]), [share, twice]));
    }

    [Fact]
    public async Task A_form_that_only_formulas_fill_is_admitted_and_files_itself()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var (ledger, village) = (await at.DefineAsync("works", Fields), at.County.Village);
        (await LedgerCounty.PostAsync(await at.County.ReporterAsync(village), ledger, village, new { no = "1", amount = 7.5 })).Is(201);
        var sum = await at.DeriveAsync("sum", $"SUM({ledger}.amount)");
        object Form(ApiClient asker) => TestCounty.Form(asker, [sum], f => f["level"] = "TOWNSHIP");
        var admitted = (await at.Office.PutAsync($"{Reports}forms/works-{at.County.Code}", Form(at.Office))).Is(201)["admission"];
        Assert.Equal(("ADMITTED", "0", "0"), (admitted["decision"]!.ToString(), admitted["burden"]!["fieldsAsked"]!.ToString(), admitted["burden"]!["minutes"]!.ToString()));

        // For another department it is known: it is had by sharing.
        var health = await at.County.OfficeAsync("HEALTH");
        var known = (await health.PutAsync($"{Reports}forms/health-{at.County.Code}", Form(health))).IsProblem(409, "ALL_FIELDS_KNOWN");
        Assert.Single(known["sharingRequests"].AsArray());

        // One that keeps the ledger has it computed and is done; one that does not is asked.
        var request = (await at.Office.PostAsync($"{Reports}requests", new { form = $"works-{at.County.Code}", period = TestCounty.Month, under = at.County.Code, dueOn = TestCounty.Today.AddDays(20).ToString("yyyy-MM-dd") })).Is(201)["id"];
        (await at.Office.PostAsync($"{Reports}requests/{request}/generation", new { })).Is(200);
        var township = await at.County.ReporterAsync(at.County.Townships[0]);
        var task = (await township.GetAsync($"{Reports}tasks/{request}.{at.County.Townships[0]}")).Is(200);
        Assert.Equal(("COMPLETED", "7.5", "LEDGER"), (task["state"].ToString(), task["cells"][0]!["value"]!.ToString(), task["cells"][0]!["source"]!["kind"]!.ToString()));
        var other = await at.County.ReporterAsync(at.County.Townships[1]);
        Assert.Equal("PENDING", (await other.GetAsync($"{Reports}tasks/{request}.{at.County.Townships[1]}")).Is(200)["state"].ToString());
    }

    [Fact]
    public async Task A_period_counts_what_held_at_its_end_and_events_by_their_day()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var (ledger, events, village) = (await at.DefineAsync("works", Fields), at.Ledger("fires"), at.County.Village);
        (await at.Office.PutAsync($"{Reports}ledgers/{events}", at.Schema([new { code = "day", name = "日期", type = "DATE", required = true }], b => (b["subject"], b["eventDate"]) = ("EVENT", "day")))).Is(201);
        var clerk = await at.County.ReporterAsync(village);
        var month = TestCounty.Today.AddDays(1 - TestCounty.Today.Day);
        var id = (await LedgerCounty.PostAsync(clerk, ledger, village, new { no = "1", amount = 1 })).Is(201)["id"].ToString();
        (await clerk.PutAsync($"{Reports}ledger-entries/{id}", new { values = new { no = "1", amount = 5 }, validFrom = month.ToString("yyyy-MM-dd") })).Is(200);
        foreach (var (no, day) in new[] { ("a", month.AddDays(-1)), ("b", month.AddDays(-2)), ("c", month) })
            (await LedgerCounty.PostAsync(clerk, events, village, new { no, day = day.ToString("yyyy-MM-dd") })).Is(201);
        string[] elements = [await at.DeriveAsync("amount", $"SUM({ledger}.amount)"), await at.DeriveAsync("fires", $"COUNT({events})", "INTEGER")];
        var (last, now) = (await at.AskTownshipsAsync("last", elements, -1), await at.AskTownshipsAsync("now", elements));
        Assert.Equal(["1", "2"], await ValuesAsync(at, last, elements));
        Assert.Equal(["5", "1"], await ValuesAsync(at, now, elements));
    }

    private static async Task<string?[]> ValuesAsync(LedgerCounty at, string request, string[] elements)
    {
        var generated = (await (await at.County.ReporterAsync(at.County.Townships[0])).PostAsync($"{Reports}tasks/{request}.{at.County.Townships[0]}/generation", new { })).Is(200);
        return [.. elements.Select(e => LedgerCounty.Cell(generated, e)["value"]?.ToString())];
    }

    [Fact]
    public async Task A_quotient_and_an_average_keep_the_ten_decimals_that_a_value_has()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var ledger = await at.DefineAsync("works", [.. Fields, new { code = "big", name = "大数", type = "DECIMAL" }]);
        var below = await at.County.DefineAsync(at.Office, "below", e => (e["type"], e["aggregation"]) = ("DECIMAL", "AVG"));
        decimal[] amounts = [252938549, 252938550, 252938550];
        foreach (var (i, amount) in amounts.Index())
        {
            (await LedgerCounty.PostAsync(at.County.Platform.Admin, ledger, at.County.Village, new { no = $"{i}", amount, count = 1, big = 999999999999999m })).Is(201);
            await at.Office.RecordAsync(below, at.County.Villages[i], amount);
        }
        var (sum, huge) = ($"SUM({ledger}.amount)", $"AVG({ledger}.amount, {ledger}.big * {ledger}.big)");
        string[] expressions =
        [
            $"AVG({ledger}.amount)", $"AVG({ledger}.amount, {ledger}.count)", huge, $"{sum} / 3", $"SUM({ledger}.amount / 3)", $"[{below}]", $"MAX({ledger}.big) / 7 * 7",
            $"IF({sum} / 7 * 7 = {sum} and {sum} / 7 * 7 in (758815649), 1, 0)",
        ];
        var elements = new string[expressions.Length];
        foreach (var (i, expression) in expressions.Index()) elements[i] = await at.DeriveAsync($"f{i}", expression);
        var request = await at.AskTownshipsAsync("works", elements);
        const string third = "252938549.6666666667";
        Assert.Equal([third, third, third, third, third, third, "999999999999999", "1"], await ValuesAsync(at, request, elements));

        // A weight may be larger than any value; its row can be opened all the same.
        var rows = (await at.Office.GetAsync($"{Reports}tasks/{request}.{at.County.Townships[0]}/cells/{elements[2]}/rows")).Is(200).Items;
        Assert.Equal(amounts.Select(a => $"{a} 999999999999998000000000000001").Order(), rows.Select(r => $"{r!["contribution"]} {r["weight"]}").Order());
    }

    [Fact]
    public async Task Conditions_within_conditions_cost_no_more_than_they_are_long()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var ledger = await at.DefineAsync("works", Fields);
        (await LedgerCounty.PostAsync(at.County.Platform.Admin, ledger, at.County.Village, new { no = "1", count = 5 })).Is(201);
        var expression = $"SUM({ledger}.count) = 5";
        for (var i = 0; i < 18; i++) expression = $"IF({expression}, COUNT({ledger}) > 0, COUNT({ledger}) > {i})";
        string[] elements = [await at.DeriveAsync("nested", $"IF({expression}, 1, 0)")];
        Assert.Equal(["1"], await ValuesAsync(at, await at.AskTownshipsAsync("works", elements), elements));
    }

    [Fact]
    public async Task A_nil_return_is_nought_in_arithmetic_whether_or_not_its_element_rolls_up()
    {
        var at = await LedgerCounty.NewAsync(platform);
        string[] nils = [await at.County.DefineAsync(at.Office, "summed"), await at.County.DefineAsync(at.Office, "own", e => e["aggregation"] = "NONE")];
        string[] elements = [await at.DeriveAsync("a", $"[{nils[0]}] + 1"), await at.DeriveAsync("b", $"[{nils[1]}] + 1"), await at.DeriveAsync("c", $"IFEMPTY([{nils[1]}], 7)")];
        var request = await at.AskTownshipsAsync("works", elements);
        Assert.Equal([null, null, "7"], await ValuesAsync(at, request, elements));
        (await at.Office.PutAsync($"{Reports}forms/nil-{at.County.Code}", TestCounty.Form(at.Office, nils, f => f["level"] = "TOWNSHIP"))).Is(201);
        var asked = (await at.Office.PostAsync($"{Reports}requests", new { form = $"nil-{at.County.Code}", period = TestCounty.Month, under = at.County.Code, dueOn = TestCounty.Today.AddDays(20).ToString("yyyy-MM-dd") })).Is(201)["id"];
        (await (await at.County.ReporterAsync(at.County.Townships[0])).PutAsync($"{Reports}tasks/{asked}.{at.County.Townships[0]}/filing", new { values = new { }, nil = true })).Is(200);
        Assert.Equal(["1", "1", "0"], await ValuesAsync(at, request, elements));
    }

    [Fact]
    public async Task A_formula_that_is_changed_is_followed_by_what_is_not_filed_and_by_the_formulas_that_read_it()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var ledger = await at.DefineAsync("works", Fields);
        (await LedgerCounty.PostAsync(at.County.Platform.Admin, ledger, at.County.Village, new { no = "1", count = 5 })).Is(201);
        var sum = await at.DeriveAsync("sum", $"SUM({ledger}.count)");
        string[] elements = [sum, await at.DeriveAsync("twice", $"[{sum}] * 2")];
        var (now, last) = (await at.AskTownshipsAsync("now", elements), await at.AskTownshipsAsync("last", elements, -1));
        var township = await at.County.ReporterAsync(at.County.Townships[0]);
        Task<Answer> TaskOf(string request) => township.GetAsync($"{Reports}tasks/{request}.{at.County.Townships[0]}");
        static string Shown(Answer task) => string.Join(' ', task["cells"].AsArray().Take(2).Select(c => c!["value"]?.ToString()));
        foreach (var request in new[] { now, last }) await RunningPlatform.EventuallyAsync(() => TaskOf(request), t => Shown(t) == "5 10");
        (await township.PutAsync($"{Reports}tasks/{last}.{at.County.Townships[0]}/filing", new { values = new Dictionary<string, int> { [at.County.Element("typed-last")] = 1 } })).Is(200);

        async Task ChangeAsync(string expression, string version) => (await at.Office.PutAsync($"{Reports}formulas/{sum}", new { expression }, ("If-Match", version))).Is(200);
        await ChangeAsync($"SUM({ledger}.count) + 1", "\"1\"");
        await RunningPlatform.EventuallyAsync(() => TaskOf(now), t => Shown(t) == "6 12");
        Assert.Equal("5 10", Shown((await TaskOf(last)).Is(200)));
        // What was filed for a period that is not over follows too.
        (await township.PutAsync($"{Reports}tasks/{now}.{at.County.Townships[0]}/filing", new { values = new Dictionary<string, int> { [at.County.Element("typed-now")] = 1 } })).Is(200);
        await ChangeAsync($"SUM({ledger}.count) + 2", "\"2\"");
        await RunningPlatform.EventuallyAsync(() => TaskOf(now), t => Shown(t) == "7 14");
    }

    [Fact]
    public async Task A_formula_opens_nothing_that_its_department_may_not_read()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var other = await at.County.OfficeAsync("OTHER");
        void Held(Dictionary<string, object?> e) => (e["sharingClass"], e["conditions"]) = ("CONDITIONAL", "仅用于核对");
        var (mine, open, held) = (await at.County.DefineAsync(at.Office, "mine", Held), await at.County.DefineAsync(other, "open"), await at.County.DefineAsync(other, "held", Held));
        var citizen = await at.County.DefineAsync(at.Office, "citizen", e => (e["type"], e["aggregation"], e["min"], e["identifier"], e["classification"]) = ("TEXT", "NONE", null, "CITIZEN_ID", 3));
        var (sum, flag, text) = (await at.County.DefineAsync(at.Office, "sum"), await at.County.DefineAsync(at.Office, "flag", e => (e["type"], e["aggregation"], e["min"]) = ("BOOLEAN", "NONE", null)),
            await at.County.DefineAsync(at.Office, "text", e => (e["type"], e["aggregation"], e["min"]) = ("TEXT", "NONE", null)));
        Task<Answer> Put(string element, string expression) => at.Office.PutAsync($"{Reports}formulas/{element}", new { expression });
        foreach (var (element, expression, at1) in new[] { (sum, $"1 + [{held}]", held), (sum, $"IFEMPTY(PREVIOUS([{held}]), [{mine}])", held), (text, $"[{citizen}]", citizen), (flag, $"[{citizen}] >= '5'", citizen) })
            Assert.EndsWith($": {at1}", (await Put(element, expression)).IsProblem(422, "FORMULA_ELEMENT_NOT_OPEN")["errors"][0]!["detail"]!.ToString());
        (await Put(sum, $"[{mine}] + [{open}]")).Is(201);
    }

    [Fact]
    public async Task What_cannot_be_computed_is_refused_when_it_is_defined()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var ledger = await at.DefineAsync("works", Fields);
        var (a, b, whole) = (await at.County.DefineAsync(at.Office, "a", e => e["type"] = "DECIMAL"), await at.County.DefineAsync(at.Office, "b", e => e["type"] = "DECIMAL"), await at.County.DefineAsync(at.Office, "whole"));
        Task<Answer> Put(string element, string expression) => at.Office.PutAsync($"{Reports}formulas/{element}", new { expression });
        foreach (var (expression, code) in new[]
        {
            ("", "FORMULA_SYNTAX"), ("1 +", "FORMULA_SYNTAX"), ("SUM(", "FORMULA_SYNTAX"), ("'x", "FORMULA_SYNTAX"), ("1; DROP TABLE value", "FORMULA_SYNTAX"), ("IF(1 = 1 = true, 1, 2)", "FORMULA_SYNTAX"), ("1000000000000000 - 1", "FORMULA_SYNTAX"), ("0.12345678901", "FORMULA_SYNTAX"),
            ("SUM(nowhere.amount)", "FORMULA_NAME_UNKNOWN"), ($"SUM({ledger}.nothing)", "FORMULA_NAME_UNKNOWN"), ("[no.such] + 1", "FORMULA_NAME_UNKNOWN"), ("SLEEP(1)", "FORMULA_NAME_UNKNOWN"),
            ($"SUM({ledger}.kind)", "FORMULA_TYPE"), ($"COUNT({ledger}, amount)", "FORMULA_TYPE"), ($"COUNT({ledger}, kind = 'C')", "FORMULA_TYPE"), ("1 = 1", "FORMULA_TYPE"),
            (new string('(', 5000), "FORMULA_TOO_LARGE"), (new string('-', 3000) + "1", "FORMULA_TOO_LARGE"), ("1" + string.Concat(Enumerable.Repeat("+1", 1500)), "FORMULA_TOO_LARGE"), ($"[{a}]", "FORMULA_CYCLE"),
        }) (await Put(a, expression)).IsProblem(422, code);
        (await Put(whole, $"AVG({ledger}.amount)")).IsProblem(422, "FORMULA_TYPE");
        (await Put(whole, $"ROUND(AVG({ledger}.amount))")).Is(201);
        (await Put(a, $"[{b}] + 1")).Is(201);
        (await Put(b, $"[{whole}] * 2")).Is(201);
        Assert.Equal([whole, a, b, whole], (await Put(whole, $"ROUND([{a}])")).IsProblem(422, "FORMULA_CYCLE")["cycle"].AsArray().Select(c => c!.ToString()));
        (await (await at.County.OfficeAsync("OTHER")).PutAsync($"{Reports}formulas/{a}", new { expression = "1" })).IsProblem(403, "NOT_THE_SOURCE");
        Assert.Equal("1: SUM", (await Put(a, "SUM()")).IsProblem(422, "FORMULA_SYNTAX")["errors"][0]!["detail"]!.ToString()[..6]);
        (await at.Office.GetAsync($"{Reports}formulas/no.such")).IsProblem(404, "FORMULA_UNKNOWN");
    }

    [Fact]
    public async Task A_hundred_thousand_rows_are_imported_and_derived_values_stay_fresh()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var ledger = await at.DefineAsync("works", Fields);
        string[] elements = [await at.DeriveAsync("sum", $"SUM({ledger}.amount)"), await at.DeriveAsync("avg", $"AVG({ledger}.amount, {ledger}.count, kind = 'A')")];
        var request = await at.AskTownshipsAsync("works", elements);
        var (county, other) = (await at.County.ReporterAsync(at.County.Code), await at.County.OfficeAsync("OTHER"));
        var csv = new StringBuilder("unit,no,amount,count,kind\n");
        for (var i = 0; i < 100_000; i++) csv.Append(at.County.Villages[i % 6]).Append(',').Append(i).Append(",1.25,").Append(i % 7).AppendLine(i % 2 == 0 ? ",A" : ",B");
        var watch = Stopwatch.StartNew();
        Assert.Equal("100000 100000 0 0 0", LedgerCounty.Counts((await LedgerCounty.ImportAsync(county, ledger, csv.ToString())).Is(200)));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 60);

        // Nobody pressed anything: the import itself made the values known, and whoever may read the element reads them.
        var task = $"{Reports}tasks/{request}.{at.County.Townships[0]}";
        await RunningPlatform.EventuallyAsync(() => county.GetAsync(task), t => t["cells"][0]!["value"]?.ToString() == "62501.25");
        var value = await RunningPlatform.EventuallyAsync(() => other.GetAsync($"api/exchange/v1/values?element={elements[0]}&under={at.County.Townships[0]}&period={TestCounty.Month}"), a => a.Status == 200 && a.Items.Count == 1);
        Assert.Equal("LEDGER", value.Items[0]!["source"]!["kind"]!.ToString());
        (await LedgerCounty.PostAsync(county, ledger, at.County.Village, new { no = "x", amount = 0.75m })).Is(201);
        await RunningPlatform.EventuallyAsync(() => county.GetAsync(task), t => t["cells"][0]!["value"]?.ToString() == "62502");
        watch.Restart();
        Assert.Equal(4, (await at.Office.PostAsync($"{Reports}requests/{request}/generation", new { })).Is(200)["computed"].GetValue<int>());
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20);

        // What another source gives is not overwritten.
        (await at.Office.PutLinesAsync($"{Reports}values:record", [new { element = elements[0], unit = at.County.Townships[0], period = TestCounty.Month, value = 7 }])).Is(200);
        var held = LedgerCounty.Cell((await county.PostAsync($"{task}/generation", new { })).Is(200), elements[0]);
        Assert.Equal(("HELD", "7"), (held["state"]!.ToString(), held["value"]!.ToString()));
    }
}
