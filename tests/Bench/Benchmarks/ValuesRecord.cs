using System.Text;
using Datarun.Bench.Harness;
using Npgsql;

namespace Datarun.Bench.Benchmarks;

/// <summary>Values from a department's system, 100,000 in a call of NDJSON, against COPY into an unlogged table and an upsert of the same rows.</summary>
internal static class ValuesRecord
{
    private const int Elements = 20;
    private const int SeriesInCall = 5; // An element in a month, for each of 20,000 villages.

    public static async Task<Outcome> RunAsync(Bench bench)
    {
        var county = await bench.CountyAsync();
        var elements = await county.DefineAsync(Elements);
        (int Element, string Month)[][] batches = [.. (from month in county.Months from e in Enumerable.Range(0, Elements) select (e, month)).Chunk(SeriesInCall)];
        (int Element, string Month)[] Batch(int n) => n < batches.Length ? batches[n] : throw new BenchmarkFailed("All values are recorded: fewer --seconds.");
        using var wire = new Wire(county.Platform.Address, county.DepartmentToken, 1);
        await using var floor = NpgsqlDataSource.Create(county.Platform.FloorConnection);
        var (next, floorNext) = (0, 0);
        var match = new Match(county.Platform, bench.Options);
        await match.PlayAsync(
            1,
            seconds => Slice.OfPreparedAsync(seconds, () => Rows(county, Batch(floorNext++)), async rows =>
            {
                await FloorWriter.MergeAsync(floor, rows, []);
                return rows.Length;
            }),
            seconds => Slice.OfPreparedAsync(seconds, () => Lines(county, Batch(next++), elements), async body =>
            {
                await County.ImportAsync(wire, HttpMethod.Put, "api/reports/v1/values:record", body);
                return SeriesInCall * county.Villages.Count;
            }));
        return Outcome.Of("values-record", Outcome.Throughput, match.FloorPerSecond, match.DatarunPerSecond, "values/s", match.DatarunLatencies);
    }

    /// <summary>Lines of NDJSON: a value each, for every village.</summary>
    public static byte[] Lines(County county, IEnumerable<(int Element, string Month)> series, string[] elements)
    {
        var lines = new StringBuilder();
        foreach (var (element, month) in series)
        {
            foreach (var (n, unit) in county.Villages.Index())
                lines.Append($$"""{"element":"{{elements[element]}}","unit":"{{unit}}","period":"{{month}}","value":{{n + element}}}""").Append('\n');
        }
        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    private static StagedValue[] Rows(County county, (int Element, string Month)[] series)
    {
        var source = Guid.CreateVersion7();
        // Elements that no other benchmark's floor uses, so that all rows are new on either side.
        return [.. series.SelectMany(s => county.Villages.Select((unit, n) => new StagedValue(unit, 2000 + s.Element, s.Month, n + s.Element, source)))];
    }
}
