using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Datarun.Bench.Harness;

namespace Datarun.Bench.Benchmarks;

/// <summary>
/// The figure of the country over every one of its villages, asked and recorded, against a read by primary key through the same service
/// (a request by its id), both through the gateway on one connection; on a system of its own.
/// </summary>
internal static class RollUpRead
{
    private const string Api = "api/reports/v1/", Department = "11-BENCH", Element = "bench.nation", Form = "bench-nation";
    private const int LinesInCall = 100_000;

    public static async Task<Outcome> RunAsync(Bench bench)
    {
        await using var platform = await Platform.StartAsync(bench.Options);
        var (csv, admin) = (await DivisionsImport.ReadAsync(), await platform.AdminTokenAsync());
        using var wire = new Wire(platform.Address, admin, 1);
        await wire.ReadAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", new ByteArrayContent(csv) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } });
        string[] villages = [.. Encoding.UTF8.GetString(csv).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line[..12])];
        await platform.SettleAsync();
        var month = DateTime.UtcNow.AddHours(8).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var request = await AskAsync(platform, admin, month);
        var recorded = Stopwatch.GetTimestamp();
        foreach (var lines in villages.Index().Chunk(LinesInCall)) await County.ImportAsync(wire, HttpMethod.Put, Api + "values:record", Lines(lines, month));
        var path = $"{Api}rollups?element={Element}&period={month}&under=CN";
        var first = Stopwatch.GetTimestamp();
        var answer = Encoding.UTF8.GetString(await wire.ReadAsync(HttpMethod.Get, path));
        var sum = (long)villages.Length * (villages.Length - 1) / 2;
        if (!answer.Contains($"\"value\":{sum},\"reported\":{villages.Length},\"nil\":0,\"expected\":{villages.Length},\"missing\":0", StringComparison.Ordinal))
            throw new BenchmarkFailed($"not all villages are in the roll-up: {answer}");
        Console.WriteLine($"  {villages.Length} values recorded in {Stopwatch.GetElapsedTime(recorded, first).TotalSeconds:0.0} s, and in the country's figure {Stopwatch.GetElapsedTime(first).TotalSeconds:0.000} s after");
        await platform.SettleAsync();

        var match = new Match(platform, bench.Options);
        await match.PlayAsync(1, _ => GetAsync(wire, $"{Api}requests/{request}"), _ => GetAsync(wire, path));
        await TimeAsync(wire, $"{path}&level=PROVINCE");
        await TimeAsync(wire, $"{path}&level=COUNTY&limit=1000");
        await TimeAsync(wire, path.Replace($"&period={month}", $"&period={month[..4]}", StringComparison.Ordinal));
        return Outcome.Of("rollup-read", Outcome.Time, match.FloorLatencies.Percentile(50), match.DatarunLatencies.Percentile(50), "ms", match.DatarunLatencies);
    }

    private static async Task<string> AskAsync(Platform platform, string admin, string month)
    {
        await platform.CallAsync(HttpMethod.Put, $"api/rosters/v1/org-units/{Department}", admin, new { name = "测速局", kind = "DEPARTMENT", division = "11" });
        await platform.CallAsync(HttpMethod.Put, $"api/exchange/v1/elements/{Element}", admin, new
        {
            name = "测速数", definition = "测速用的数", type = "INTEGER", min = 0, frequency = "MONTHLY", aggregation = "SUM", source = Department, sharingClass = "UNCONDITIONAL", classification = 2,
        });
        await platform.CallAsync(HttpMethod.Put, $"{Api}forms/{Form}", admin, new
        {
            title = "测速月报", department = Department, purpose = "测速", legalBasis = "某某条例 第一条", statistical = false, validUntil = $"{DateTime.UtcNow.Year + 1}-12-31",
            frequency = "MONTHLY", level = "VILLAGE", dueAfterWorkdays = 5, minutesPerFiling = 1, fields = new[] { new { element = Element, required = true } },
        });
        var dueOn = DateTime.UtcNow.AddDays(40).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return (await platform.CallAsync(HttpMethod.Post, $"{Api}requests", admin, new { form = Form, period = month, under = "CN", dueOn }))["id"]!.ToString();
    }

    private static byte[] Lines(IEnumerable<(int Index, string Item)> villages, string month)
    {
        var lines = new StringBuilder();
        foreach (var (n, unit) in villages) lines.Append(CultureInfo.InvariantCulture, $$"""{"element":"{{Element}}","unit":"{{unit}}","period":"{{month}}","value":{{n}}}""").Append('\n');
        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    /// <summary>What other ways to read take, for who reads the output; the ratio is of the first.</summary>
    private static async Task TimeAsync(Wire wire, string path)
    {
        var slice = await Slice.OfAsync(1, 1, _ => GetAsync(wire, path));
        Console.WriteLine($"  {path[(path.IndexOf('&', StringComparison.Ordinal) + 1)..]}: p50 {Latencies.Of([slice]).Percentile(50):0.000} ms");
    }

    private static async Task<long> GetAsync(Wire wire, string path)
    {
        await wire.GetAsync(path);
        return 1;
    }
}
