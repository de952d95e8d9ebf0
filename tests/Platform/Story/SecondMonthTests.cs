using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Story;

/// <summary>The main job over two months: what was collected in the first is asked in the second only where it changes by then, and the figures of both are whole.</summary>
public sealed class SecondMonthTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1";
    private static readonly string First = TestCounty.Today.AddMonths(-1).ToString("yyyy-MM");
    private static readonly string Second = TestCounty.Month;

    private static readonly string[] Lasting = ["households", "population", "disabled", "elderly", "children", "orphans", "veterans"];
    private static readonly string[] Monthly = ["aid.times", "aid.amount", "births", "deaths", "moved"];
    private static readonly string[] Health = ["clinic.visits", "newborns", "vaccinated", "checked", "pregnant", "contracted"];

    [Fact]
    public async Task The_second_month_asks_only_what_is_new_and_the_figures_of_both_months_are_right()
    {
        var county = await platform.NewCountyAsync();
        var (civil, health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        var (villages, reporters) = (county.Villages, new Dictionary<string, ApiClient>());
        foreach (var village in villages) reporters[village] = await county.ReporterAsync(village);
        foreach (var name in Lasting) await county.DefineAsync(civil, name, e => e["validForDays"] = 95);
        foreach (var name in Monthly) await county.DefineAsync(civil, name);
        foreach (var name in Health) await county.DefineAsync(health, name, e => e["aggregation"] = name == "contracted" ? "AVG" : "SUM");
        string[] ofCivil = [.. Lasting, .. Monthly], ofHealth = [.. Lasting, .. Monthly[..2], .. Health];
        var (civilForm, healthForm) = ($"c{county.Code}", $"h{county.Code}");
        (await civil.PutAsync($"{Reports}/forms/{civilForm}", TestCounty.Form(civil, ofCivil.Select(county.Element)))).Is(201);
        var admission = (await health.PutAsync($"{Reports}/forms/{healthForm}", TestCounty.Form(health, ofHealth.Select(county.Element)))).Is(201)["admission"];
        Assert.Equal((9, 6), (admission["fields"]!.AsArray().Count(f => f!["verdict"]!.ToString() == "KNOWN"), admission["fields"]!.AsArray().Count(f => f!["verdict"]!.ToString() == "NEW")));

        // The first month: everything is typed once, for whichever form asks first.
        var (civilFirst, healthFirst) = (await AskAsync(civil, civilForm, First), await AskAsync(health, healthForm, First));
        foreach (var (n, village) in villages.Index())
        {
            Assert.Equal((12, 0), await FileAsync(reporters[village], civilFirst, village, ofCivil, name => Value(name, n, 1)));
            Assert.Equal((6, 9), await FileAsync(reporters[village], healthFirst, village, Health, name => Value(name, n, 1)));
        }

        // The second: what lasts is known, with the month that it is from; the first village counts its households anew.
        var (civilSecond, healthSecond) = (await AskAsync(civil, civilForm, Second), await AskAsync(health, healthForm, Second));
        var cells = (await reporters[villages[1]].GetAsync($"{Reports}/tasks/{civilSecond}.{villages[1]}")).Is(200)["cells"].AsArray();
        Assert.Equal(Lasting.Select(county.Element), cells.Where(c => c!["state"]!.ToString() == "KNOWN" && c["source"]!["period"]!.ToString() == First).Select(c => c!["element"]!.ToString()));
        Assert.Equal(Monthly.Select(county.Element), cells.Where(c => c!["state"]!.ToString() == "MISSING").Select(c => c!["element"]!.ToString()));
        foreach (var (n, village) in villages.Index().Skip(1))
        {
            Assert.Equal((5, 7), await FileAsync(reporters[village], civilSecond, village, Monthly, name => Value(name, n, 2)));
            Assert.Equal((6, 9), await FileAsync(reporters[village], healthSecond, village, Health, name => Value(name, n, 2)));
        }
        Assert.Equal((6, 6), await FileAsync(reporters[villages[0]], civilSecond, villages[0], ["households", .. Monthly], name => Value(name, 0, 2)));

        foreach (var name in ofCivil)
        {
            Assert.Equal(("6", "0", Sum(name, n => 1)), await FigureAsync(civil, name, First, county.Code));
            Assert.Equal(("6", "0", Sum(name, n => Lasting.Contains(name) && !(name == "households" && n == 0) ? 1 : 2)), await FigureAsync(civil, name, Second, county.Code));
        }
        Assert.Equal(("3", "0", $"{Enumerable.Range(0, 3).Sum(n => Value("population", n, 1))}"), await FigureAsync(civil, "population", Second, county.Townships[0]));
        // The first village has not filed what health asks for itself.
        Assert.Equal(("6", "0", Sum("clinic.visits", _ => 1)), await FigureAsync(health, "clinic.visits", First, county.Code));
        Assert.Equal(("5", "1", $"{Enumerable.Range(1, 5).Sum(n => Value("clinic.visits", n, 2))}"), await FigureAsync(health, "clinic.visits", Second, county.Code));
        Assert.Equal(("5", "1", $"{Enumerable.Range(1, 5).Sum(n => Value("contracted", n, 2)) / 5m:0.##########}"), await FigureAsync(health, "contracted", Second, county.Code));
        Assert.Equal([villages[0]], (await health.GetAsync($"{Reports}/requests/{healthSecond}/missing?under={county.Townships[0]}")).Is(200).Items.Select(i => i!["unit"]!.ToString()));

        // A figure of the second month leads to the value of the first that stands in it.
        var explained = (await civil.GetAsync($"{Reports}/rollups/explain?element={county.Element("veterans")}&period={Second}&unit={villages[4]}")).Is(200);
        Assert.Equal(("EARLIER_PERIOD", First, $"{Value("veterans", 4, 1)}"), (explained["basis"].ToString(), explained["source"]["period"]!.ToString(), explained["source"]["value"]!.ToJsonString()));

        // One wrong value of the first month is put right once, in both.
        var correction = (await health.PostAsync("api/exchange/v1/corrections", new { element = county.Element("veterans"), unit = villages[4], period = First, proposed = 7, reason = "多报" })).Is(201)["id"];
        (await civil.PostAsync($"api/exchange/v1/corrections/{correction}/decision", new { decision = "ACCEPTED", reason = "属实" })).Is(200);
        var right = $"{Enumerable.Range(0, 6).Sum(n => n == 4 ? 7 : Value("veterans", n, 1))}";
        foreach (var period in new[] { First, Second })
        {
            await RunningPlatform.EventuallyAsync(
                () => civil.GetAsync($"{Reports}/rollups?element={county.Element("veterans")}&period={period}&under={county.Code}"), a => a.Is(200).Items[0]!["value"]?.ToJsonString() == right);
        }

        // 6 villages were asked for 12 and 15 cells in each month, and typed 18 in the first, then 11, but for the one that typed 6 and nothing else.
        var burden = (await reporters[villages[1]].GetAsync($"{Reports}/burden?unit={villages[1]}")).Is(200);
        Assert.Equal(("54", "29", "25"), (burden["asked"].ToString(), burden["typed"].ToString(), burden["reused"].ToString()));

        async Task<string> AskAsync(ApiClient office, string form, string period) => (await office.PostAsync(
            $"{Reports}/requests", new { form, period, under = county.Code, dueOn = TestCounty.Today.AddDays(20).ToString("yyyy-MM-dd") })).Is(201)["id"].ToString();

        async Task<(int Typed, int Reused)> FileAsync(ApiClient reporter, string request, string village, IEnumerable<string> names, Func<string, int> value)
        {
            var filed = (await reporter.PutAsync($"{Reports}/tasks/{request}.{village}/filing", new { values = names.ToDictionary(county.Element, value) })).Is(200);
            Assert.Equal("COMPLETED", filed["state"].ToString());
            return ((int)filed["typed"], (int)filed["reused"]);
        }

        async Task<(string Reported, string Missing, string Value)> FigureAsync(ApiClient reader, string name, string period, string under)
        {
            var line = (await reader.GetAsync($"{Reports}/rollups?element={county.Element(name)}&period={period}&under={under}")).Is(200).Items[0]!;
            return (line["reported"]!.ToString(), line["missing"]!.ToString(), line["value"]?.ToJsonString() ?? "");
        }
    }

    /// <summary>What a village types in a month, told apart from all others.</summary>
    private static int Value(string name, int village, int month) => (name.Length * 1000) + (village * 10) + month;

    private static string Sum(string name, Func<int, int> month) => $"{Enumerable.Range(0, 6).Sum(n => Value(name, n, month(n)))}";
}
