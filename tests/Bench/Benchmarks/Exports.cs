using System.Diagnostics;
using System.Text.Json.Nodes;
using Datarun.Bench.Harness;
using Npgsql;

namespace Datarun.Bench.Benchmarks;

/// <summary>
/// An export of a million values as CSV, in parts of 50,000 rows: asked for, prepared, and every part fetched through the gateway. The floor:
/// COPY of the same rows as CSV out of the same table, in the same order. Told beside it: the same as Parquet, and what memory the host takes
/// for a million rows and for a tenth of them, which must be the same for CSV.
/// </summary>
internal static class Exports
{
    private const int Rows = 1_000_000;
    private const string Path = "api/exchange/v1/exports";

    public static async Task<Outcome> RunAsync(Bench bench)
    {
        var county = await bench.CountyAsync();
        var element = (await county.DefineAsync(1))[0];
        await TenMillion.StoreOneInExchangeAsync(county.Platform, element);
        using var wire = new Wire(county.Platform.Address, county.DepartmentToken, 1);
        var processes = county.Platform.Processes;
        await using var floor = NpgsqlDataSource.Create(county.Platform.ConnectionOf("exchange") + ";Command Timeout=600");
        var match = new Match(county.Platform, bench.Options);
        await match.PlayAsync(
            1,
            seconds => Slice.OfPreparedAsync(seconds, () => 0, _ => CopyAsync(floor, element)),
            seconds => Slice.OfPreparedAsync(seconds, () => 0, _ => ExportAsync(county, wire, element, "CSV")));
        foreach (var (format, lastMonth) in new[] { ("CSV", "2020-06"), ("CSV", null), ("PARQUET", "2020-06"), ("PARQUET", null) })
        {
            processes.ForgetPeaks();
            var (before, start) = (processes.PeakMegabytes().Host, Stopwatch.GetTimestamp());
            var rows = await ExportAsync(county, wire, element, format, lastMonth);
            Console.WriteLine($"  {format} of {rows} rows: {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s, host {before:0} MB before, {processes.PeakMegabytes().Host:0} MB at most");
        }
        return Outcome.Of("export", Outcome.Throughput, match.FloorPerSecond, match.DatarunPerSecond, "rows/s", match.DatarunLatencies);
    }

    private static async Task<long> ExportAsync(County county, Wire wire, string element, string format, string? lastMonth = null)
    {
        var made = await county.Platform.CallAsync(HttpMethod.Post, Path, county.DepartmentToken, new { elements = new[] { element }, under = County.Code, to = lastMonth, format });
        var (rows, fetched) = (0L, 0);
        // A part is fetched as soon as it is prepared.
        while (true)
        {
            var manifest = JsonNode.Parse(await wire.ReadAsync(HttpMethod.Get, $"{Path}/{made["id"]}"))!;
            var parts = manifest["parts"]!.AsArray();
            foreach (var part in parts.Skip(fetched))
            {
                await wire.GetAsync(part!["href"]!.ToString()[1..]);
                rows += part["rows"]!.GetValue<long>();
            }
            fetched = parts.Count;
            if (manifest["state"]!.ToString() == "READY") break;
            await Task.Delay(50);
        }
        return lastMonth is not null || rows == Rows ? rows : throw new BenchmarkFailed($"{rows} rows were exported");
    }

    private static async Task<long> CopyAsync(NpgsqlDataSource floor, string element)
    {
        await using var connection = await floor.OpenConnectionAsync();
        using var rows = await connection.BeginTextExportAsync(
            $"""
            COPY (SELECT element, unit, period, value, version, source_kind, source_id, source_by, source_at FROM value_copy WHERE element = '{element}' ORDER BY unit, period)
            TO STDOUT (FORMAT CSV)
            """);
        var (buffer, lines) = (new char[1 << 16], 0L);
        for (int read; (read = await rows.ReadAsync(buffer)) > 0;) lines += buffer.AsSpan(0, read).Count('\n');
        return lines == Rows ? lines : throw new BenchmarkFailed($"the floor copied {lines} rows");
    }
}
