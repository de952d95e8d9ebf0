using Datarun.Bench.Harness;
using Npgsql;

namespace Datarun.Bench.Benchmarks;

/// <summary>Filings of 20 values one by one through the gateway, against one transaction of five round trips for each.</summary>
internal static class FilingsSingle
{
    private const int Months = 36;

    public static async Task<Outcome> RunAsync(Bench bench)
    {
        var county = await bench.CountyAsync();
        var work = await FilingWork.PrepareAsync(county, "bench-single", Months);
        int[] elements = [.. Enumerable.Range(1, FilingWork.Values)];
        using var wire = new Wire(county.Platform.Address, county.ReporterToken, bench.Options.Connections);
        await using var floor = NpgsqlDataSource.Create(county.Platform.FloorConnection);
        var match = new Match(county.Platform, bench.Options);
        await match.PlayAsync(bench.Options.Connections, _ => work.FloorAsync(floor, elements), _ => work.FileAsync(wire));
        return Outcome.Of("filings-single", Outcome.Throughput, match.FloorPerSecond, match.DatarunPerSecond, "filings/s", match.DatarunLatencies);
    }
}
