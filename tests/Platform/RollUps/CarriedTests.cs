using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Contract;
using Datarun.Tests.Platform.Tasks;

namespace Datarun.Tests.Platform.RollUps;

/// <summary>
/// What earlier periods answer is kept by place, and is what its villages say one by one, right after whatever bears on it. On a local host of its own: days go by
/// here that nobody notes, and all figures are compared.
/// </summary>
public sealed class CarriedTests(LocalPlatform platform) : IClassFixture<LocalPlatform>
{
    private const string Api = "api/reports/v1";
    private static readonly string[] Months = [.. Enumerable.Range(-3, 4).Select(n => TestCounty.Today.AddMonths(n).ToString("yyyy-MM"))];

    [Theory]
    [InlineData("SUM", 1)]
    [InlineData("AVG", 2)]
    [InlineData("MIN", 3)]
    [InlineData("MAX", 4)]
    [InlineData("LAST", 5)]
    [InlineData("SUM", 6)]
    public async Task It_is_what_its_villages_say(string rule, int seed)
    {
        var random = new Random(seed);
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var reporter = await county.ReporterAsync(county.Code);
        var (lasting, other) = (await county.DefineAsync(office, "lasting", e => (e["validForDays"], e["aggregation"]) = (60, rule)), await county.DefineAsync(office, "other"));
        var form = $"f{county.Code}";
        (await office.PutAsync($"{Api}/forms/{form}", TestCounty.Form(office, [lasting, other]))).Is(201);
        await office.RecordAsync(lasting, county.Villages[0], 5, Months[2]);
        var requests = new Dictionary<string, string>();
        await AskAsync(Months[3]);
        for (var turn = 0; turn < 24; turn++)
        {
            var village = county.Villages[random.Next(county.Villages.Count)];
            switch (random.Next(9))
            {
                case 0 when requests.Count < 3: await AskAsync(Months[3 - requests.Count]); break;
                case 1: await office.RecordAsync(lasting, county.Townships[random.Next(2)], random.Next(50), Months[random.Next(4)]); break;
                case 2 or 3: // Which takes what still holds, and confirms what does not.
                    var (month, request) = requests.ElementAt(random.Next(requests.Count));
                    if (await StateAsync(request, village) == "PENDING")
                        (await reporter.PutAsync($"{Api}/tasks/{request}.{village}/filing", new { values = new Dictionary<string, int> { [other] = 1 }, confirmed = new[] { lasting } })).Is(200, 422);
                    break;
                case 4:
                    await DaysGoByAsync(lasting, village);
                    await MustBeAsync();
                    await MadeAnewAsync(lasting, village);
                    break;
                default: await office.RecordAsync(lasting, village, random.Next(50), Months[random.Next(4)]); break;
            }
            await MustBeAsync();
        }

        // Another rule of how long it holds, a village that is no more, and villages that are asked no more.
        var element = (await office.GetAsync($"api/exchange/v1/elements/{lasting}")).Is(200);
        var changed = element.Json!.DeepClone();
        changed["validForDays"] = 400;
        (await office.PutAsync($"api/exchange/v1/elements/{lasting}", changed)).Is(200);
        await KnownAsync("SELECT valid_for_days = 400 FROM element WHERE code = @lasting");
        await MustBeAsync();
        await county.EndAsync(new(2020, 12, 31), county.Villages[1]);
        await KnownAsync("SELECT valid_to IS NOT NULL FROM division WHERE code = @village");
        await MustBeAsync();
        var (code, output) = await ReportsCommand.RunAsync(platform, "--verify-rollups");
        Assert.True(code == 0, output);
        await KnownAsync("SELECT EXISTS (SELECT FROM carried WHERE level = 0 AND element = (SELECT id FROM element WHERE code = @lasting))");
        (await office.PostAsync($"{Api}/requests/{requests[Months[3]]}/recall", new { under = county.Townships[0], reason = "另行调度" })).Is(201);
        await MustBeAsync();

        async Task AskAsync(string month) =>
            requests[month] = (await office.PostAsync($"{Api}/requests", new { form, period = month, under = county.Code, dueOn = TestCounty.Today.AddDays(20) })).Is(201)["id"].ToString();

        async Task KnownAsync(string sql)
        {
            for (var tries = 0; !await platform.ReadAsync<bool>("reports", sql, new { lasting, village = county.Villages[1] }); tries++)
            {
                Assert.True(tries < 600, sql);
                await Task.Delay(50);
            }
        }

        async Task<string> StateAsync(string request, string unit) => (await reporter.GetAsync($"{Api}/tasks/{request}.{unit}")).Is(200)["state"].ToString();

        async Task MustBeAsync()
        {
            foreach (var month in Months)
            {
                // The county first: what is read of it is not what reading its villages has folded.
                var all = await ListAsync(month, county.Code, null);
                var villages = await ListAsync(month, county.Code, "VILLAGE");
                var townships = await ListAsync(month, county.Code, "TOWNSHIP");
                Assert.Equal(Sum(villages, "missing"), Sum(all, "missing"));
                Assert.Equal(Sum(townships, "missing"), Sum(all, "missing"));
                foreach (var township in townships)
                {
                    var (unit, below) = (township!["unit"]!.ToString(), villages.Where(v => v!["unit"]!.ToString().StartsWith(township["unit"]!.ToString(), StringComparison.Ordinal)).ToList());
                    if (await platform.ReadAsync<bool>("reports", "SELECT EXISTS (SELECT FROM value v JOIN element e ON e.id = v.element WHERE e.code = @lasting AND v.unit = @unit AND v.period = @month)", new { lasting, unit, month }))
                    {
                        Assert.Equal(1, Sum([township], "reported")); // Its own value stands for everything below it.
                        continue;
                    }
                    Assert.Equal(Sum(below, "reported"), Sum([township], "reported"));
                    var values = below.Where(v => v!["value"] is not null).Select(v => v!["value"]!.GetValue<decimal>()).ToList();
                    decimal? expected = values.Count == 0 ? null : rule switch
                    {
                        "SUM" => values.Sum(), "AVG" => Math.Round(values.Average(), 10), "MIN" => values.Min(), "MAX" => values.Max(), _ => null,
                    };
                    if (rule != "LAST") Assert.Equal(expected, township["value"]?.GetValue<decimal>());
                    else Assert.True(values.Count == 0 ? township["value"] is null : values.Contains(township["value"]!.GetValue<decimal>()));
                }
                Assert.Equal(Sum(townships, "reported"), Sum(all, "reported"));
            }
        }

        async Task<JsonArray> ListAsync(string month, string under, string? level) =>
            (await office.GetAsync($"{Api}/rollups?element={lasting}&period={month}&under={under}&limit=1000" + (level is null ? "" : $"&level={level}"))).Is(200).Items is var items && level is not null
                ? [.. items.Where(i => i!["unit"]!.ToString() != under).Select(i => i!.DeepClone())] : items;

        static long Sum(IEnumerable<JsonNode?> lines, string of) => lines.Sum(l => l![of]!.GetValue<long>());
    }

    [Fact]
    public async Task A_filing_that_took_it_on_its_last_day_and_is_stored_only_after_midnight_counts()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var (lasting, other) = (await county.DefineAsync(office, "lasting", e => e["validForDays"] = 60), await county.DefineAsync(office, "other"));
        await office.RecordAsync(lasting, county.Village, 6, Months[2]);
        var request = await county.AskAsync(office, $"f{county.Code}", [lasting, other]);
        (await (await county.ReporterAsync(county.Code)).PutAsync($"{Api}/tasks/{request}.{county.Village}/filing", new { values = new Dictionary<string, int> { [other] = 1 } })).Is(200);
        Assert.Equal("6 5", await FigureAsync());
        var used = await platform.ReadAsync<string>("reports", "SELECT used::text FROM filing WHERE unit = @Village", new { county.Village });
        await platform.ExecuteAsync("reports", "UPDATE filing SET used = '{}' WHERE unit = @Village", new { county.Village });
        await DaysGoByAsync(lasting, county.Village);
        Assert.Equal("- 6", await FigureAsync());
        await platform.ExecuteAsync("reports", "UPDATE filing SET used = @used::jsonb WHERE unit = @Village", new { used, county.Village });
        Assert.Equal("6 5", await FigureAsync());
        await MadeAnewAsync(lasting, county.Village);

        async Task<string> FigureAsync()
        {
            var of = (await office.GetAsync($"{Api}/rollups?element={lasting}&period={TestCounty.Month}&under={county.Code}")).Is(200).Items[0]!;
            return $"{of["value"]?.ToJsonString() ?? "-"} {of["missing"]}";
        }
    }

    /// <summary>Nothing is written, and what the village gave answers no more. Whoever folds is waited for.</summary>
    private Task DaysGoByAsync(string lasting, string village) => platform.ExecuteAsync("reports",
        """
        SELECT pg_advisory_xact_lock(hashtextextended('roll-up/' || e.id || '/' || month, 0)) FROM element e, unnest(@Months) AS month WHERE e.code = @lasting ORDER BY month COLLATE "C";
        SET session_replication_role = replica;
        UPDATE value SET recorded_at = recorded_at - interval '70 days' WHERE unit = @village AND element = (SELECT id FROM element WHERE code = @lasting);
        UPDATE carried SET lapses_on = least(lapses_on, @today::date) WHERE level IN (0, 4) AND unit IN ('CN', left(@village, 9)) AND element = (SELECT id FROM element WHERE code = @lasting);
        SET session_replication_role = origin;
        """, new { village, lasting, Months, today = $"{TestCounty.Today:yyyy-MM-dd}" });

    /// <summary>What was not noted then is noted now, for whoever compares all figures.</summary>
    private Task MadeAnewAsync(string lasting, string village) => platform.ExecuteAsync(
        "reports", "UPDATE value SET recorded_at = recorded_at WHERE unit = @village AND element = (SELECT id FROM element WHERE code = @lasting)", new { village, lasting });
}
