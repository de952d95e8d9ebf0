using System.Diagnostics;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Datarun.Bench.Harness;
using Datarun.Tests.Platform.Running;
using Npgsql;

namespace Datarun.Bench.Benchmarks;

/// <summary>Every village of the country in one call, against COPY of the same rows into a table with the same primary key; each round on a fresh system.</summary>
internal static class DivisionsImport
{
    public static async Task<Outcome> RunAsync(Bench bench)
    {
        var csv = await ReadAsync();
        var rows = Encoding.UTF8.GetString(csv).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(l => (Code: l[..12], Name: l[13..].Trim('"'))).ToArray();
        var (floor, created, unchanged) = (new List<Slice>(), new List<Slice>(), new List<Slice>());
        for (var round = 0; round < Match.Rounds; round++)
        {
            await using var platform = await Platform.StartAsync(bench.Options);
            floor.Add(await TimeAsync(() => CopyAsync(platform, rows), rows.Length));
            using var wire = new Wire(platform.Address, await platform.AdminTokenAsync(), 1);
            platform.Processes.ForgetPeaks();
            var before = platform.Processes.Cpu();
            created.Add(await TimeAsync(() => ImportAsync(wire, csv, "created", rows.Length), rows.Length));
            var (cpu, peak) = (platform.Processes.Cpu() - before, platform.Processes.PeakMegabytes());
            unchanged.Add(await TimeAsync(() => ImportAsync(wire, csv, "unchanged", rows.Length), rows.Length));
            Console.WriteLine(
                $"  floor {floor[^1].Seconds:0.00} s, datarun {created[^1].Seconds:0.00} s, the same again {unchanged[^1].Seconds:0.00} s; "
                + $"CPU s: host {cpu.Host:0.0}, postgres {cpu.Postgres:0.0}, bench {cpu.Bench:0.0}; peak host {peak.Host:0} MB, postgres {peak.Postgres:0} MB, "
                + $"host after the second {platform.Processes.PeakMegabytes().Host:0} MB");
        }
        return Outcome.Of("divisions-import", Outcome.Time, Match.Median(floor.Select(s => s.Seconds)), Match.Median(created.Select(s => s.Seconds)), "s", Latencies.Of(created));
    }

    public static async Task<byte[]> ReadAsync()
    {
        await using var file = File.OpenRead(Path.Combine(RunningProgram.Root, "tests", "data", "villages_code_name.csv.gz"));
        await using var unzip = new GZipStream(file, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        await unzip.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static async Task CopyAsync(Platform platform, (string Code, string Name)[] rows)
    {
        await using var connection = new NpgsqlConnection(platform.FloorConnection);
        await connection.OpenAsync();
        await using var copy = await connection.BeginBinaryImportAsync("COPY division FROM STDIN (FORMAT BINARY)");
        foreach (var (code, name) in rows)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(code);
            await copy.WriteAsync(name);
        }
        await copy.CompleteAsync();
    }

    private static async Task ImportAsync(Wire wire, byte[] csv, string expected, int count)
    {
        var body = new ByteArrayContent(csv) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        var answer = JsonNode.Parse(await wire.ReadAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", body))!;
        if ((int)answer[expected]! != count) throw new BenchmarkFailed($"not all {count} divisions are {expected}: {answer.ToJsonString()}");
    }

    private static async Task<Slice> TimeAsync(Func<Task> work, int rows)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        var ticks = Stopwatch.GetTimestamp() - start;
        return new Slice(rows, (double)ticks / Stopwatch.Frequency, [ticks]);
    }
}
