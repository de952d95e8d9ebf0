using Datarun.Bench.Harness;

namespace Datarun.Bench.Benchmarks;

/// <summary>
/// Filings of 20 values one by one through the gateway, with ten million values stored in Reports and as many in Exchange's copy, against
/// the same on a system that holds none. Two systems take turns; each has its own PostgreSQL.
/// </summary>
internal static class FilingsSingle10m
{
    private const int Months = 36;

    public static async Task<Outcome> RunAsync(Bench bench)
    {
        await using var empty = await Platform.StartAsync(bench.Options);
        await using var full = await Platform.StartAsync(bench.Options);
        var without = await FilingWork.PrepareAsync(await County.RegisterAsync(empty), "bench-single", Months);
        var county = await County.RegisterAsync(full);
        var with = await FilingWork.PrepareAsync(county, "bench-single", Months);
        await TenMillion.StoreInReportsAsync(full);
        await TenMillion.StoreInExchangeAsync(full);
        using var emptyWire = new Wire(empty.Address, without.County.ReporterToken, bench.Options.Connections);
        using var fullWire = new Wire(full.Address, county.ReporterToken, bench.Options.Connections);
        var match = new Match(full, bench.Options, against: empty);
        await match.PlayAsync(bench.Options.Connections, _ => without.FileAsync(emptyWire), _ => with.FileAsync(fullWire));
        return Outcome.Of("filings-single-10m", Outcome.Throughput, match.FloorPerSecond, match.DatarunPerSecond, "filings/s", match.DatarunLatencies);
    }
}
