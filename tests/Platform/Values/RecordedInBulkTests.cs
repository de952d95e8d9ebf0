using System.Globalization;
using Dapper;
using Datarun.Tests.Platform.Contract;
using Npgsql;

namespace Datarun.Tests.Platform.Values;

/// <summary>
/// A system gives thousands of values in one body: what is new is copied in, what is there already is merged, and nobody sees which. They are about a body, of
/// which no figures are made: ten thousand days of a village would be ten thousand figures.
/// </summary>
public sealed class RecordedInBulkTests(LocalPlatform platform)
{
    private const string Path = "api/reports/v1/values:record";
    private const int Together = 10_000; // So many are taken together; what comes later meets what came before.
    private static readonly DateOnly FirstDay = new(1990, 1, 1);

    [Fact]
    public async Task What_changes_and_what_stays_is_found_among_ten_thousand_values_that_are_new()
    {
        var (county, civil, element) = await CountyAsync("INTEGER");
        (await civil.PutLinesAsync(Path, Enumerable.Range(0, 100).Select(day => Line(civil.Unit, element, day, 1)))).Is(200);
        var body = Enumerable.Range(100, Together).Select(day => Line(civil.Unit, element, day, 1))
            .Concat(Enumerable.Range(0, 100).Select(day => Line(civil.Unit, element, day, day < 50 ? 1 : 2)))
            .Append(Line($"{county.Townships[0]}999", element, 0, 1)).ToList();

        var answer = (await civil.PutLinesAsync(Path, body)).Is(200);
        Assert.Equal((Together + 101, Together, 50, 50, 1), Counts(answer));
        Assert.Equal($"{Together + 101} UNIT_UNKNOWN", $"{answer["refused"][0]!["line"]} {answer["refused"][0]!["code"]}");
        Assert.Equal(["1 SYSTEM"], await HistoryAsync(civil, element, civil.Unit, Day(49)));
        Assert.Equal(["2 SYSTEM", "1 SYSTEM"], await HistoryAsync(civil, element, civil.Unit, Day(50)));
        Assert.Equal(["1 SYSTEM"], await HistoryAsync(civil, element, civil.Unit, Day(Together)));

        Assert.Equal((Together + 101, 0, 0, Together + 100, 1), Counts((await civil.PutLinesAsync(Path, body)).Is(200)));
    }

    [Fact]
    public async Task Of_a_value_given_twice_far_apart_the_last_line_holds_and_the_same_body_again_changes_nothing()
    {
        var (county, civil, element) = await CountyAsync("INTEGER");
        var body = Enumerable.Range(0, Together + 5).Select(day => Line(civil.Unit, element, day, 1)).Append(Line(civil.Unit, element, 3, 7)).ToList();

        var first = Counts((await civil.PutLinesAsync(Path, body)).Is(200));
        Assert.Equal(first.Received, first.Created + first.Updated + first.Unchanged);
        Assert.Equal("7 SYSTEM", (await HistoryAsync(civil, element, civil.Unit, Day(3)))[0]);
        await RunningPlatform.EventuallyAsync(() => civil.ReadAsync(element, civil.Unit, Day(3)), a => a.Items.Count == 1 && a.Items[0]!["value"]!.ToJsonString() == "7");

        Assert.Equal((body.Count, 0, 0, body.Count, 0), Counts((await civil.PutLinesAsync(Path, body)).Is(200)));
    }

    [Fact]
    public async Task Two_systems_that_record_the_same_values_at_once_make_one_version_of_each()
    {
        var (county, civil, element) = await CountyAsync("INTEGER");
        var body = Enumerable.Range(0, 2 * Together).Select(day => Line(civil.Unit, element, day, 1)).ToList();

        var answers = (await Task.WhenAll(civil.PutLinesAsync(Path, body), civil.PutLinesAsync(Path, body))).Select(a => Counts(a.Is(200))).ToList();
        Assert.Equal((body.Count, body.Count), (answers.Sum(a => a.Created), answers.Sum(a => a.Unchanged)));
        await using var reports = new NpgsqlConnection(platform.ConnectionString("reports"));
        Assert.Equal((body.Count, 1), await reports.QuerySingleAsync<(int, int)>(
            "SELECT count(*)::int, max(v.version) FROM value v JOIN element e ON e.id = v.element WHERE e.code = @element", new { element }));
    }

    [Fact]
    public async Task Numbers_of_every_length_reach_their_readers_with_every_digit()
    {
        var (county, civil, element) = await CountyAsync("DECIMAL");
        var random = new Random(20261201);
        var numbers = Enumerable.Range(0, 400).Select(_ => Number(random)).Concat(["0", "-1", "10000", "-10000", "0.0001", "100000000", "999999999999999.9999999999"]).ToList();

        Assert.Equal((numbers.Count, numbers.Count, 0, 0, 0), Counts((await civil.PutLinesAsync(
            Path, numbers.Select((number, day) => $$"""{"element":"{{element}}","unit":"{{civil.Unit}}","period":"{{Day(day)}}","value":{{number}}}"""))).Is(200)));
        var copied = await CopiedAsync(element, numbers.Count);
        Assert.Equal(numbers.Select(Decimal), copied.Select(c => Decimal(c.Value)));
        await using var reports = new NpgsqlConnection(platform.ConnectionString("reports"));
        var kept = await reports.QueryAsync<string>("SELECT number::text FROM value v JOIN element e ON e.id = v.element WHERE e.code = @element ORDER BY period", new { element });
        Assert.Equal(numbers.Select(Decimal), kept.Select(Decimal));
    }

    [Fact]
    public async Task A_later_version_that_has_overtaken_the_first_stays_and_holds_up_no_other_value()
    {
        var (county, civil, element) = await CountyAsync("INTEGER");
        await using var exchange = new NpgsqlConnection(platform.ConnectionString("exchange"));
        await exchange.ExecuteAsync(
            """
            INSERT INTO value_copy (element, unit, period, value, version, source_kind, source_id, source_by, source_at, recorded_at, change)
            VALUES (@element, @Unit, @period, '2', 2, 'SYSTEM', 'x', @Unit, now(), now(), 0)
            """, new { element, civil.Unit, period = Day(7) });

        (await civil.PutLinesAsync(Path, Enumerable.Range(0, 300).Select(day => Line(civil.Unit, element, day, 1)))).Is(200);
        Assert.Equal([Day(7)], (await CopiedAsync(element, 300)).Where(c => c.Version == 2).Select(c => c.Period));
    }

    private async Task<(TestCounty County, ApiClient Civil, string Element)> CountyAsync(string type)
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        return (county, civil, await county.DefineAsync(civil, "daily", e => (e["type"], e["frequency"], e["min"]) = (type, "DAILY", null)));
    }

    /// <summary>The values that readers get, once there are so many.</summary>
    private async Task<IReadOnlyList<(string Period, string Value, int Version)>> CopiedAsync(string element, int count)
    {
        await using var exchange = new NpgsqlConnection(platform.ConnectionString("exchange"));
        List<(string, string, int)> copied = [];
        await RunningPlatform.UntilAsync(async () =>
        {
            copied = (await exchange.QueryAsync<(string, string, int)>("SELECT period, value::text, version FROM value_copy WHERE element = @element ORDER BY period", new { element })).AsList();
            return copied.Count == count;
        });
        return copied;
    }

    private static object Line(string unit, string element, int day, int value) => new { element, unit, period = Day(day), value };

    private static string Day(int day) => FirstDay.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Up to fifteen digits before the point and ten behind it.</summary>
    private static string Number(Random random)
    {
        var whole = random.NextInt64((long)Math.Pow(10, random.Next(16)));
        var decimals = random.Next(11) is > 0 and var many ? "." + string.Concat(Enumerable.Range(0, many).Select(_ => random.Next(10))) : "";
        return $"{(random.Next(2) == 0 && whole > 0 ? "-" : "")}{whole}{decimals}";
    }

    private static decimal Decimal(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static (int Received, int Created, int Updated, int Unchanged, int Refused) Counts(Answer answer) =>
        ((int)answer["received"], (int)answer["created"], (int)answer["updated"], (int)answer["unchanged"], (int)answer["refusedCount"]);

    private static async Task<string[]> HistoryAsync(ApiClient reader, string element, string unit, string period) =>
        [.. (await reader.GetAsync($"api/reports/v1/values/history?element={element}&unit={unit}&period={period}")).Is(200).Items.Select(v => $"{v!["value"]} {v["source"]!["kind"]}")];
}
