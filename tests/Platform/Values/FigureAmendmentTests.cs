using System.Text.Json.Nodes;
using Dapper;
using Datarun.Tests.Platform.Contract;
using Datarun.Tests.Platform.Ledgers;

namespace Datarun.Tests.Platform.Values;

/// <summary>A correction finds the filings that took a figure which was made of the wrong value, by formulas or by a mean that it weighs, too.</summary>
public sealed class FigureAmendmentTests(LocalPlatform platform)
{
    private const string Reports = UsedValues.Reports;

    private static string Text(JsonNode? item, string member) => item![member]?.ToJsonString().Trim('"') ?? "null";

    /// <summary>The amendments of a unit once all filings that a correction concerns are noted.</summary>
    private async Task<JsonArray> SettledAsync(ApiClient reader, string correction, string query)
    {
        while (!await platform.ReadAsync<bool>("reports", "SELECT settled FROM correction WHERE id = @id", new { id = Guid.Parse(correction) })) await Task.Delay(50, TestContext.Current.CancellationToken);
        return await reader.AmendmentsAsync(query);
    }

    private static async Task FileAsync(LedgerCounty at, string request, string form, string unit, int typed) =>
        (await (await at.County.ReporterAsync(unit)).FileAsync(request, unit, (at.County.Element($"typed-{form}"), typed))).Is(200);

    private static async Task GenerateAsync(LedgerCounty at, string request, string unit) =>
        (await (await at.County.ReporterAsync(unit)).PostAsync($"{Reports}tasks/{request}.{unit}/generation", new { })).Is(200);

    [Fact]
    public async Task A_township_that_took_a_formula_of_a_formula_over_a_sum_of_its_villages_is_listed_with_what_it_took_until_it_rests_on_the_right_one()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var (wells, pumps) = (await at.County.DefineAsync(at.Office, "wells"), await at.County.DefineAsync(at.Office, "pumps"));
        var sum = await at.DeriveAsync("sum", $"[{wells}] + [{pumps}]");
        var twice = await at.DeriveAsync("twice", $"[{sum}] * 2");
        foreach (var (unit, value) in new[] { (at.County.Villages[0], 12), (at.County.Villages[1], 5), (at.County.Villages[3], 7) })
        {
            await at.Office.RecordAsync(wells, unit, value);
            await at.Office.RecordAsync(pumps, unit, 1);
        }
        var request = await at.AskTownshipsAsync("f", [twice]);
        foreach (var unit in at.County.Townships)
        {
            await GenerateAsync(at, request, unit);
            await FileAsync(at, request, "f", unit, 1);
        }
        var (township, county) = (await at.County.ReporterAsync(at.County.Townships[0]), await at.County.ReporterAsync(at.County.Code));

        var correction = await at.Office.CorrectAsync(wells, at.County.Village, TestCounty.Month, 21);
        // The other township has nothing to do with it.
        var listed = Assert.Single(await SettledAsync(county, correction, $"under={at.County.Code}"));
        Assert.Equal(
            (at.County.Townships[0], wells, "12", "21", twice, "38", at.County.Village, correction, "null", "OPEN"),
            (Text(listed, "unit"), Text(listed, "element"), Text(listed, "oldValue"), Text(listed, "value"), Text(listed, "figure"), Text(listed, "usedFigure"), Text(listed, "valueUnit"),
                Text(listed, "correction"), Text(listed, "usedVersion"), Text(listed, "state")));

        // Filed anew upon the old figure it is open still; generated and filed anew it is amended.
        await FileAsync(at, request, "f", at.County.Townships[0], 2);
        Assert.Equal("OPEN", Text(Assert.Single(await township.AmendmentsAsync($"unit={at.County.Townships[0]}")), "state"));
        await GenerateAsync(at, request, at.County.Townships[0]);
        await FileAsync(at, request, "f", at.County.Townships[0], 2);
        Assert.Equal("AMENDED", Text(Assert.Single(await township.AmendmentsAsync($"unit={at.County.Townships[0]}")), "state"));
    }

    [Fact]
    public async Task A_figure_that_comes_out_as_it_was_concerns_nobody()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var wells = await at.County.DefineAsync(at.Office, "wells");
        var many = await at.DeriveAsync("many", $"IF([{wells}] > 10, 1, 0)");
        await at.Office.RecordAsync(wells, at.County.Village, 12);
        var request = await at.AskTownshipsAsync("f", [many]);
        await GenerateAsync(at, request, at.County.Townships[0]);
        await FileAsync(at, request, "f", at.County.Townships[0], 1);
        var township = await at.County.ReporterAsync(at.County.Townships[0]);
        Assert.Empty(await SettledAsync(township, await at.Office.CorrectAsync(wells, at.County.Village, TestCounty.Month, 21), $"unit={at.County.Townships[0]}"));
        Assert.Single(await SettledAsync(township, await at.Office.CorrectAsync(wells, at.County.Village, TestCounty.Month, 3), $"unit={at.County.Townships[0]}"));
    }

    [Fact]
    public async Task A_running_total_is_wrong_in_every_later_period_and_not_in_an_earlier_one()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var wells = await at.County.DefineAsync(at.Office, "wells");
        var total = await at.DeriveAsync("total", $"IFEMPTY(PREVIOUS([{at.County.Element("total")}]), 0) + [{wells}]");
        for (var month = -2; month <= 0; month++)
        {
            await at.Office.RecordAsync(wells, at.County.Village, 4, UsedValues.Month(month));
            var request = await at.AskTownshipsAsync($"f{month + 2}", [total], month);
            await GenerateAsync(at, request, at.County.Townships[0]);
            await FileAsync(at, request, $"f{month + 2}", at.County.Townships[0], 1);
        }
        var township = await at.County.ReporterAsync(at.County.Townships[0]);
        var listed = await SettledAsync(township, await at.Office.CorrectAsync(wells, at.County.Village, UsedValues.Month(-1), 5), $"unit={at.County.Townships[0]}");
        Assert.Equal([(UsedValues.Month(-1), "8"), (UsedValues.Month(0), "12")], listed.Select(a => (Text(a, "period"), Text(a, "usedFigure"))).Order());
    }

    [Fact]
    public async Task A_sum_of_figures_of_villages_is_wrong_with_one_of_them_until_that_is_made_anew()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var wells = await at.County.DefineAsync(at.Office, "wells", e => e["aggregation"] = "NONE");
        var twice = await at.DeriveAsync("twice", $"[{wells}] * 2");
        foreach (var unit in at.County.Villages.Take(2)) await at.Office.RecordAsync(wells, unit, 12);
        var villages = await at.County.AskAsync(at.Office, $"v{at.County.Code}", [twice, await at.County.DefineAsync(at.Office, "typed")]);
        foreach (var unit in at.County.Villages.Take(2)) await GenerateAsync(at, villages, unit);
        var townships = await at.AskTownshipsAsync("f", [twice]);
        await FileAsync(at, townships, "f", at.County.Townships[0], 1);
        var township = await at.County.ReporterAsync(at.County.Townships[0]);
        var listed = Assert.Single(await SettledAsync(township, await at.Office.CorrectAsync(wells, at.County.Village, TestCounty.Month, 21), $"unit={at.County.Townships[0]}"));
        Assert.Equal((twice, "null", "12", "21"), (Text(listed, "figure"), Text(listed, "usedFigure"), Text(listed, "oldValue"), Text(listed, "value")));

        // Another village's figure changes: this one rests on the wrong one still.
        await at.Office.RecordAsync(wells, at.County.Villages[1], 13);
        await GenerateAsync(at, villages, at.County.Villages[1]);
        await FileAsync(at, townships, "f", at.County.Townships[0], 1);
        Assert.Equal("OPEN", Text(Assert.Single(await township.AmendmentsAsync($"unit={at.County.Townships[0]}")), "state"));
        await GenerateAsync(at, villages, at.County.Village);
        await FileAsync(at, townships, "f", at.County.Townships[0], 1);
        Assert.Equal("AMENDED", Text(Assert.Single(await township.AmendmentsAsync($"unit={at.County.Townships[0]}")), "state"));
    }

    [Fact]
    public async Task A_mean_is_wrong_with_a_weight_of_a_village_that_counts_in_it_and_right_once_it_is_taken_anew()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var households = await at.County.DefineAsync(at.Office, "households");
        var income = await at.County.DefineAsync(at.Office, "income", e => (e["type"], e["aggregation"], e["weightedBy"]) = ("DECIMAL", "AVG", households));
        foreach (var unit in at.County.Villages.Take(3)) await at.Office.RecordAsync(households, unit, 10);
        foreach (var (unit, value) in new[] { (at.County.Villages[0], 100), (at.County.Villages[1], 200) }) await at.Office.RecordAsync(income, unit, value);
        var request = await at.AskTownshipsAsync("f", [income]);
        await FileAsync(at, request, "f", at.County.Townships[0], 1);
        var (township, query) = (await at.County.ReporterAsync(at.County.Townships[0]), $"unit={at.County.Townships[0]}");
        // The third village has nothing to weigh.
        Assert.Empty(await SettledAsync(township, await at.Office.CorrectAsync(households, at.County.Villages[2], TestCounty.Month, 30), query));
        var listed = Assert.Single(await SettledAsync(township, await at.Office.CorrectAsync(households, at.County.Village, TestCounty.Month, 30), query));
        Assert.Equal((households, "10", "30", income, "null", "OPEN"),
            (Text(listed, "element"), Text(listed, "oldValue"), Text(listed, "value"), Text(listed, "figure"), Text(listed, "usedFigure"), Text(listed, "state")));
        await FileAsync(at, request, "f", at.County.Townships[0], 1);
        Assert.Equal("AMENDED", Text(Assert.Single(await township.AmendmentsAsync(query)), "state"));
    }

    [Fact]
    public async Task A_row_of_a_ledger_that_is_put_right_lists_what_was_filed_of_it_until_that_rests_on_the_right_figure()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var ledger = await at.DefineAsync("works", new { code = "amount", name = "金额", type = "DECIMAL" });
        var (village, township, other) = (at.County.Village, at.County.Townships[0], at.County.Townships[1]);
        var clerk = await at.County.ReporterAsync(at.County.Code);
        var row = (await LedgerCounty.PostAsync(clerk, ledger, village, new { no = "1", amount = 10 }, "2020-01-01")).Is(201)["id"].ToString();
        (await LedgerCounty.PostAsync(clerk, ledger, at.County.Villages[3], new { no = "1", amount = 3 }, "2020-01-01")).Is(201);
        string[] figures = [await at.DeriveAsync("sum", $"SUM({ledger}.amount)"), await at.DeriveAsync("rows", $"COUNT({ledger})")];
        var request = await at.AskTownshipsAsync("past", figures, -2);
        foreach (var unit in new[] { township, other })
        {
            await GenerateAsync(at, request, unit);
            await FileAsync(at, request, "past", unit, 1);
        }
        async Task<JsonArray> ListedAsync(Func<JsonArray, bool>? until = null) =>
            (await RunningPlatform.EventuallyAsync(() => clerk.GetAsync($"{Reports}amendments?under={at.County.Code}"), a => a.Items.Count == 2 && until?.Invoke(a.Items) != false)).Items;

        // From this month on another amount: what was filed of the month before last stays right.
        (await clerk.PutAsync($"{Reports}ledger-entries/{row}", new { values = new { no = "1", amount = 11 }, validFrom = TestCounty.Month + "-01" })).Is(200);
        (await LedgerCounty.PostAsync(clerk, ledger, village, new { no = "2", amount = 5 }, "2020-01-01")).Is(201);
        var listed = await ListedAsync();
        Assert.Equal(
            [(township, figures[0], "10", "15", "null", "1", ledger, "OPEN"), (township, figures[1], "1", "2", "null", "1", ledger, "OPEN")],
            listed.Select(l => (Text(l, "unit"), Text(l, "element"), Text(l, "oldValue"), Text(l, "value"), Text(l, "figure"), Text(l, "usedVersion"), Text(l, "ledger"), Text(l, "state")))
                .OrderByDescending(l => l.Item2, StringComparer.Ordinal));

        // Whatever is put right further, a filing is listed once for a figure, with what is right by then.
        (await LedgerCounty.PostAsync(clerk, ledger, village, new { no = "3", amount = 0 }, "2020-01-01")).Is(201);
        await ListedAsync(l => l.Any(a => Text(a, "value") == "3"));
        await FileAsync(at, request, "past", township, 2);
        Assert.All(await ListedAsync(), l => Assert.Equal("OPEN", Text(l, "state")));
        await GenerateAsync(at, request, township);
        await FileAsync(at, request, "past", township, 2);
        Assert.All(await ListedAsync(), l => Assert.Equal("AMENDED", Text(l, "state")));
    }
}
