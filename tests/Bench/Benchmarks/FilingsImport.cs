using System.Text;
using Datarun.Bench.Harness;
using Npgsql;

namespace Datarun.Bench.Benchmarks;

/// <summary>Filings of 20 values, 5,000 in a call of NDJSON, against COPY into an unlogged table and an upsert of the same rows.</summary>
internal static class FilingsImport
{
    private const string Form = "bench-import";
    private const int Months = 40;
    private const int FilingsInCall = 5000;

    public static async Task<Outcome> RunAsync(Bench bench)
    {
        var county = await bench.CountyAsync();
        var elements = await county.DefineAsync(FilingWork.Values);
        await county.PublishAsync(Form, elements);
        foreach (var month in county.Months.Take(Months)) await county.AskAsync(Form, month);
        using var wire = new Wire(county.Platform.Address, county.ReporterToken, 1);
        await using var floor = NpgsqlDataSource.Create(county.Platform.FloorConnection);
        var (next, floorNext) = (0, 0);
        var batches = Batches(county);
        (string, string[]) Batch(int n) => n < batches.Length ? batches[n] : throw new BenchmarkFailed("All tasks are filed: fewer --seconds.");
        var match = new Match(county.Platform, bench.Options);
        await match.PlayAsync(
            1,
            seconds => Slice.OfPreparedAsync(seconds, () => Rows(Batch(floorNext++), elements), async rows =>
            {
                await FloorWriter.MergeAsync(floor, rows.Values, rows.Filings);
                return rows.Filings.Length;
            }),
            seconds => Slice.OfPreparedAsync(seconds, () => Lines(Batch(next++), elements), async body =>
            {
                await County.ImportAsync(wire, HttpMethod.Post, "api/reports/v1/filings:import", body);
                return FilingsInCall;
            }));
        return Outcome.Of("filings-import", Outcome.Throughput, match.FloorPerSecond, match.DatarunPerSecond, "filings/s", match.DatarunLatencies);
    }

    private static (string Month, string[] Units)[] Batches(County county) =>
        [.. from month in county.Months.Take(Months) from units in county.Villages.Chunk(FilingsInCall) select (month, units)];

    private static byte[] Lines((string Month, string[] Units) batch, string[] elements)
    {
        var lines = new StringBuilder();
        foreach (var (n, unit) in batch.Units.Index())
            lines.Append($$"""{"form":"{{Form}}","unit":"{{unit}}","period":"{{batch.Month}}","values":{{Answer(n, elements)}}}""").Append('\n');
        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    private static (StagedValue[] Values, (Guid, string, string, string)[] Filings) Rows((string Month, string[] Units) batch, string[] elements)
    {
        (Guid Id, string Unit, string Month, string Answer)[] filings = [.. batch.Units.Select((unit, n) => (Guid.CreateVersion7(), unit, batch.Month, Answer(n, elements)))];
        // Elements that no other benchmark's floor uses, so that all rows are new on either side.
        return ([.. filings.SelectMany((f, n) => elements.Select((_, i) => new StagedValue(f.Unit, 1000 + i, f.Month, n + i, f.Id)))], filings);
    }

    private static string Answer(int n, string[] elements) => "{" + string.Join(',', elements.Select((e, i) => $"\"{e}\":{n + i}")) + "}";
}
