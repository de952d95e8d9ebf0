using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Ledgers;

/// <summary>Scenario 10 on the real form: 41 ledgers, 86 fields, of which 82 are sums and 3 averages.</summary>
public sealed class CompositeFormTests(LocalPlatform platform)
{
    private const string Reports = LedgerCounty.Reports;
    private static readonly Dictionary<string, string> Weights = new() { ["dlyh_demand5"] = "cd", ["czlh_demand5"] = "sl" };
    private static readonly string[] NotKept = ["sxzl_demand5", "qt_demand5"];

    /// <summary>A field of the form: from which ledger and field, by which function; none where the form leaves it blank.</summary>
    private sealed record FormField(string Ledger, string Source, string Name, string? Function)
    {
        public string Element(TestCounty county) => county.Element($"{Ledger.Replace('_', '-')}.{Source.Replace('_', '-')}");
    }

    private static List<FormField> Read()
    {
        var groups = JsonNode.Parse(File.ReadAllText(Path.Combine(RunningProgram.Root, "tests", "data", "liaoning_rural_construction_demand.json")))!.AsArray();
        return
        [
            .. groups.SelectMany(g => g!["SubGroups"]!.AsArray()).SelectMany(s => s!["items"]!.AsArray()).SelectMany(i => i!["fields"]!.AsArray()).Select(f =>
            {
                var how = f!["descript"]!.ToString().Split('_')[^1];
                return new FormField(
                    f["form"]!.ToString(), f["fieldname"]!.ToString().Replace("_sum", "", StringComparison.Ordinal).Replace("_avg", "", StringComparison.Ordinal),
                    f["header"]!.ToString(), how.Length == 0 ? null : how[..3]);
            }),
        ];
    }

    [Fact]
    public async Task The_real_form_is_computed_from_rows_and_every_cell_opens_them()
    {
        var at = await LedgerCounty.NewAsync(platform);
        var (county, office, fields) = (at.County, at.Office, Read());
        Assert.Equal((86, 41, 82, 3), (fields.Count, fields.Select(f => f.Ledger).Distinct().Count(), fields.Count(f => f.Function == "SUM"), fields.Count(f => f.Function == "AVG")));
        foreach (var ledger in fields.GroupBy(f => f.Ledger))
            await at.DefineAsync(ledger.Key, [.. ledger.Select(f => (object)new { code = f.Source, name = f.Name, type = "DECIMAL", min = 0 })]);
        foreach (var field in fields)
        {
            await county.DefineAsync(office, field.Element(county)[(county.Code.Length + 2)..], e => e["type"] = "DECIMAL");
            if (field.Function is null) continue;
            var ledger = at.Ledger(field.Ledger);
            var weight = field.Function == "AVG" ? $", {ledger}.{Weights[field.Ledger]}" : "";
            (await office.PutAsync($"{Reports}formulas/{field.Element(county)}", new { expression = $"{field.Function}({ledger}.{field.Source}{weight})" })).Is(201);
        }
        var rows = await FillAsync(at, fields);

        var admitted = (await office.PutAsync($"{Reports}forms/demand-{county.Code}", TestCounty.Form(office, fields.Select(f => f.Element(county)), f => f["level"] = "TOWNSHIP"))).Is(201);
        var verdicts = admitted["admission"]["fields"]!.AsArray().CountBy(v => v!["verdict"]!.ToString()).ToDictionary();
        Assert.Equal((85, 1), (verdicts["DERIVABLE"], verdicts["NEW"]));
        var request = (await office.PostAsync($"{Reports}requests", new { form = $"demand-{county.Code}", period = TestCounty.Month, under = county.Code, dueOn = TestCounty.Today.AddDays(20).ToString("yyyy-MM-dd") })).Is(201)["id"].ToString();

        var township = await county.ReporterAsync(county.Townships[0]);
        var task = $"{request}.{county.Townships[0]}";
        var generated = (await township.PostAsync($"{Reports}tasks/{task}/generation", new { })).Is(200);
        var states = new List<string>();
        foreach (var field in fields)
        {
            var cell = LedgerCounty.Cell(generated, field.Element(county));
            states.Add(cell["state"]!.ToString());
            var expected = Expected(field, rows.Where(r => r.Ledger == field.Ledger && r.Unit.StartsWith(county.Townships[0], StringComparison.Ordinal)).Select(r => r.Values));
            Assert.Equal(expected, cell["value"]?.GetValue<decimal>());
            if (NotKept.Contains(field.Ledger)) Assert.Equal("NOT_KEPT", cell["reason"]!.ToString());
        }
        Assert.Equal((83, 2, 1), (states.Count(s => s == "COMPUTED"), states.Count(s => s == "EMPTY"), states.Count(s => s == "NO_FORMULA")));

        // The task knows them, with the ledger as their source; what has no data or no formula is missing.
        var cells = (await township.GetAsync($"{Reports}tasks/{task}")).Is(200)["cells"].AsArray();
        Assert.Equal((83, 3), (cells.Count(c => c!["state"]!.ToString() == "KNOWN" && c["source"]!["kind"]!.ToString() == "LEDGER"), cells.Count(c => c!["state"]!.ToString() == "MISSING")));

        // The weighted average opens its 15 rows, page by page, and they make the figure.
        var width = fields.Single(f => f.Source == "kd_sn");
        var items = await township.PagesAsync($"{Reports}tasks/{task}/cells/{width.Element(county)}/rows", 4);
        Assert.Equal(15, items.Select(i => i["entry"]!.ToString()).Distinct().Count());
        decimal Of(JsonNode item, string member) => item[member]!.GetValue<decimal>();
        Assert.Equal(
            LedgerCounty.Cell(generated, width.Element(county))["value"]!.GetValue<decimal>(),
            Math.Round(items.Sum(i => Of(i, "contribution") * Of(i, "weight")) / items.Sum(i => Of(i, "weight")), 10));
        (await (await county.ReporterAsync(county.Townships[1])).GetAsync($"{Reports}tasks/{task}/cells/{width.Element(county)}/rows")).IsProblem(403, "OUTSIDE_YOUR_UNIT");

        // Generating again changes nothing; the whole request at once says the same.
        var again = (await township.PostAsync($"{Reports}tasks/{task}/generation", new { })).Is(200);
        Assert.Equal(generated["cells"].ToJsonString(), again["cells"].ToJsonString());
        var all = (await office.PostAsync($"{Reports}requests/{request}/generation", new { })).Is(200);
        Assert.Equal((2, 166), (all["units"].GetValue<int>(), all["computed"].GetValue<int>()));
    }

    private static decimal? Expected(FormField field, IEnumerable<IReadOnlyDictionary<string, decimal>> rows)
    {
        var values = rows.ToList();
        if (field.Function is null || values.Count == 0) return null;
        return field.Function == "SUM" ? values.Sum(v => v[field.Source])
            : Math.Round(values.Sum(v => v[field.Source] * v[Weights[field.Ledger]]) / values.Sum(v => v[Weights[field.Ledger]]), 10);
    }

    /// <summary>Five rows of each ledger that is kept in each village, imported by the county.</summary>
    private static async Task<List<(string Ledger, string Unit, IReadOnlyDictionary<string, decimal> Values)>> FillAsync(LedgerCounty at, List<FormField> fields)
    {
        var (random, rows, clerk) = (new Random(20261125), new List<(string, string, IReadOnlyDictionary<string, decimal>)>(), await at.County.ReporterAsync(at.County.Code));
        foreach (var ledger in fields.GroupBy(f => f.Ledger).Where(l => !NotKept.Contains(l.Key)))
        {
            var columns = ledger.Select(f => f.Source).ToList();
            var csv = new StringBuilder($"unit,no,{string.Join(',', columns)}\n");
            foreach (var village in at.County.Villages)
            {
                for (var i = 0; i < 5; i++)
                {
                    var values = columns.ToDictionary(c => c, _ => random.Next(1, 100_000) / 100m);
                    rows.Add((ledger.Key, village, values));
                    csv.AppendLine($"{village},{i},{string.Join(',', columns.Select(c => values[c].ToString(CultureInfo.InvariantCulture)))}");
                }
            }
            var imported = (await LedgerCounty.ImportAsync(clerk, at.Ledger(ledger.Key), csv.ToString())).Is(200);
            Assert.Equal("30 30 0 0 0", LedgerCounty.Counts(imported));
        }
        return rows;
    }
}
