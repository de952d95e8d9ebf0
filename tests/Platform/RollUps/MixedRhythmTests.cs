using System.Text.Json.Nodes;
using Dapper;
using Datarun.ServiceDefaults.Periods;
using Datarun.Tests.Platform.Contract;
using Npgsql;

namespace Datarun.Tests.Platform.RollUps;

/// <summary>Values of many rhythms, filed and recorded, corrected, nil, recalled, while the element's own rhythm changes: each answer is what a recomputation gives, and so is what is kept.</summary>
public sealed class MixedRhythmTests(LocalPlatform platform)
{
    private const string Api = "api/reports/v1";
    private static readonly string[] Periods = ["2025-Q1", "2025-Q2", "2025-Q3", "2025-H2", "2025-01", "2025-02", "2025-05", "2025-08", "2025-08-T2", "2025-11", "2025-12-T3", "2025-12-30"];
    private static readonly string[] Looked = ["2025", "2025-H1", "2025-H2", "2025-Q1", "2025-Q3", "2025-12", "2025-08"];
    private static readonly Frequency[] Rhythms = [Frequency.MONTHLY, Frequency.QUARTERLY, Frequency.YEARLY, Frequency.HALF_YEARLY, Frequency.TEN_DAY, Frequency.WEEKLY];

    [Theory]
    [InlineData("SUM", 1)]
    [InlineData("SUM", 2)]
    [InlineData("AVG", 3)]
    [InlineData("MIN", 4)]
    [InlineData("MAX", 5)]
    [InlineData("LAST", 6)]
    public async Task Every_figure_is_what_a_recomputation_gives(string rule, int seed)
    {
        var random = new Random(seed);
        var county = await platform.NewCountyAsync();
        var (civil, reporter) = (await county.OfficeAsync("CIVIL"), await county.ReporterAsync(county.Code));
        var expected = new RecomputedLonger(rule, [county.Code, .. county.Townships, .. county.Villages]);
        var element = await DefineAsync(county, civil, rule, Frequency.MONTHLY);

        // Villages are asked by the month and by the quarter, townships by the quarter: these have nothing to file, as it follows from their villages.
        var requests = new List<(string Id, string Period)>();
        foreach (var (name, frequency, level, periods) in new[] { ("m", "MONTHLY", "VILLAGE", new[] { "2025-01", "2025-05", "2025-11" }), ("q", "QUARTERLY", "VILLAGE", ["2025-Q1", "2025-Q3"]), ("t", "QUARTERLY", "TOWNSHIP", ["2025-Q1", "2025-Q2"]) })
        {
            var fresh = await county.DefineAsync(civil, $"fresh-{name}");
            (await civil.PutAsync($"{Api}/forms/{name}{county.Code}", TestCounty.Form(civil, [], f => (f["frequency"], f["level"], f["fields"]) =
                (frequency, level, new[] { new { element, required = true }, new { element = fresh, required = false } })))).Is(201);
            foreach (var period in periods)
            {
                var id = (await civil.PostAsync($"{Api}/requests", new { form = $"{name}{county.Code}", period, under = county.Code, dueOn = TestCounty.Today.AddDays(20) })).Is(201)["id"].ToString();
                expected.Asked(id, period, county.Code, level == "VILLAGE" ? 12 : 9);
                if (level == "VILLAGE") requests.Add((id, period));
            }
        }
        await MustBeAsync(expected, county, civil, element, Looked);

        // Some villages file, the others and the places above are recorded, so that the two do not meet.
        string[] filing = [county.Villages[0], county.Villages[3]];
        string[] recorded = [.. county.Villages.Except(filing), .. county.Townships];
        var recalled = false;
        for (var turn = 0; turn < 18; turn++)
        {
            var number = Math.Round((decimal)random.NextDouble() * 1000 - 300, random.Next(3));
            expected.NextMoment();
            var (request, period) = requests[random.Next(requests.Count)];
            var village = filing[random.Next(recalled ? 1 : 2)];
            switch (random.Next(7))
            {
                case 0 or 1:
                    (await reporter.PutAsync($"{Api}/tasks/{request}.{village}/filing", new { values = new Dictionary<string, decimal> { [element] = number } })).Is(200);
                    expected.Give(village, period, number);
                    break;
                case 2:
                    (await reporter.PutAsync($"{Api}/tasks/{request}.{village}/filing", new { nil = true })).Is(200);
                    expected.Give(village, period, null);
                    break;
                case 3 when !recalled && turn > 2:
                    foreach (var (id, _) in requests)
                    {
                        (await civil.PostAsync($"{Api}/requests/{id}/recall", new { reason = "另行调度", under = county.Townships[1] })).Is(201);
                        expected.Recalled(id, county.Townships[1]);
                    }
                    recalled = true;
                    break;
                case 4:
                    expected.Rhythm = Rhythms[random.Next(Rhythms.Length)];
                    await DefineAsync(county, civil, rule, expected.Rhythm);
                    break;
                default:
                    var lines = recorded.Where(_ => random.Next(3) == 0).Select((unit, i) => (unit, period: Periods[random.Next(Periods.Length)], value: number + i)).ToArray();
                    if (lines.Length > 0)
                        Assert.Empty((await civil.PutLinesAsync($"{Api}/values:record", lines.Select(l => new { element, l.unit, l.period, l.value }))).Is(200)["refused"].AsArray());
                    foreach (var line in lines) expected.Give(line.unit, line.period, line.value);
                    break;
            }
            await MustBeAsync(expected, county, civil, element, Looked[random.Next(Looked.Length)], Looked[0]);
        }

        // A correction restates the longer periods above it too.
        var wrong = expected.Held.OrderBy(h => h, Comparer<(string, string)>.Default).First(h => recorded.Contains(h.Unit));
        (await RunningPlatform.EventuallyAsync(
            () => civil.PostAsync("api/exchange/v1/corrections", new { element, unit = wrong.Unit, period = wrong.Period, proposed = -777.5m, reason = "测量有误" }), a => a.Status == 201)).Is(201);
        expected.NextMoment();
        expected.Give(wrong.Unit, wrong.Period, -777.5m);
        await RunningPlatform.EventuallyAsync(
            () => civil.GetAsync($"{Api}/rollups?element={element}&period={wrong.Period}&under={wrong.Unit}"), a => a.Is(200).Items[0]!["value"]?.ToJsonString() == "-777.5");
        await MustBeAsync(expected, county, civil, element, Looked);
        Assert.Empty(await DifferencesAsync(element));
    }

    /// <summary>What <c>--verify-rollups</c> says of the element once all of it was folded; other tests break figures on purpose.</summary>
    private async Task<IEnumerable<string>> DifferencesAsync(string element)
    {
        await using var reports = new NpgsqlConnection(platform.ConnectionString("reports"));
        var id = await reports.ExecuteScalarAsync<int>("SELECT id FROM element WHERE code = @element", new { element });
        for (var until = DateTime.UtcNow.AddSeconds(30); await reports.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT FROM roll_up_change WHERE element = @id)", new { id }); await Task.Delay(25))
            Assert.True(DateTime.UtcNow < until, "not folded");
        return (await reports.QueryAsync<(string Period, string Unit, string? Kept, string? Made)>(Datarun.Reports.RollUps.VerifySql.OfElement, new { element = id })).Select(d => d.ToString());
    }

    /// <summary>Defines the element and waits until its rhythm has arrived.</summary>
    private async Task<string> DefineAsync(TestCounty county, ApiClient civil, string rule, Frequency rhythm)
    {
        var element = await county.DefineAsync(civil, "mixed", e => (e["type"], e["aggregation"], e["frequency"], e["min"]) = ("DECIMAL", rule, rhythm.ToString(), null));
        for (var until = DateTime.UtcNow.AddSeconds(30); await platform.ReadAsync<string?>("reports", "SELECT frequency FROM element WHERE code = @element", new { element }) != rhythm.ToString(); await Task.Delay(25))
            Assert.True(DateTime.UtcNow < until, "the rhythm did not arrive");
        return element;
    }

    private static async Task MustBeAsync(RecomputedLonger expected, TestCounty county, ApiClient reader, string element, params IEnumerable<string> periods)
    {
        foreach (var period in periods)
        {
            foreach (var (under, level) in new[] { (county.Code[..2], ""), (county.Code[..4], ""), (county.Code, "&level=TOWNSHIP"), (county.Code, "&level=VILLAGE") })
            {
                foreach (var line in (await reader.GetAsync($"{Api}/rollups?element={element}&period={period}&under={under}{level}")).Is(200).Items)
                    Assert.Equal($"{period}: {expected.Line(line!["unit"]!.ToString(), period)}", $"{period}: {Say(line)}");
            }
        }
    }

    private static string Say(JsonNode line) =>
        $"{line["unit"]} {line["value"]?.ToJsonString() ?? "-"} {line["reported"]} {line["nil"]} {line["expected"]} {line["missing"]} "
        + (line["periods"] is { } p ? $"{p["reported"]}/{p["expected"]}" : "itself");
}
