using System.Text;
using Datarun.Bench.Harness;

namespace Datarun.Bench.Benchmarks;

/// <summary>A roll-up over the 20,000 villages of a county, against a read by primary key (an element), both through the gateway on one connection.</summary>
internal static class RollUpRead
{
    public static async Task<Outcome> RunAsync(Bench bench)
    {
        var county = await bench.CountyAsync();
        var elements = await county.DefineAsync(1);
        await county.PublishAsync("bench-rollup", elements);
        await county.AskAsync("bench-rollup", county.Months[0]);
        using var wire = new Wire(county.Platform.Address, county.DepartmentToken, 1);
        await County.ImportAsync(wire, HttpMethod.Put, "api/reports/v1/values:record", ValuesRecord.Lines(county, [(0, county.Months[0])], elements));
        var path = $"api/reports/v1/rollups?element={elements[0]}&period={county.Months[0]}&under={County.Code}";
        var answer = Encoding.UTF8.GetString(await wire.ReadAsync(HttpMethod.Get, path));
        if (!answer.Contains($"\"reported\":{county.Villages.Count}", StringComparison.Ordinal)) throw new BenchmarkFailed($"not all villages are in the roll-up: {answer}");

        var match = new Match(county.Platform, bench.Options);
        await match.PlayAsync(1, _ => GetAsync(wire, $"api/exchange/v1/elements/{elements[0]}"), _ => GetAsync(wire, path));
        return Outcome.Of("rollup-read", Outcome.Time, match.FloorLatencies.Percentile(50), match.DatarunLatencies.Percentile(50), "ms", match.DatarunLatencies);
    }

    private static async Task<long> GetAsync(Wire wire, string path)
    {
        await wire.GetAsync(path);
        return 1;
    }
}
