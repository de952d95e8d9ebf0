using System.Diagnostics;
using Datarun.Bench.Harness;

namespace Datarun.Bench.Benchmarks;

/// <summary>
/// A subscriber that was down comes back to thousands of waiting deliveries while another is sent fresh changes: how fast the first catches
/// up, and what it costs the other, from the answer to a recorded value until its receiver has it. The floor is the other one's time with
/// nobody catching up.
/// </summary>
internal static class CatchingUp
{
    private const int Waiting = 20_000, Late = 0, Fresh = 1;

    public static async Task<Outcome> RunAsync(Bench bench)
    {
        var county = await bench.CountyAsync();
        var elements = await county.DefineAsync(2);
        await using var receivers = await Receivers.StartAsync(2);
        var late = await FanOut.SubscribeAsync(county, "LATE", elements[Late], receivers.Addresses[Late]);
        await FanOut.SubscribeAsync(county, "FRESH", elements[Fresh], receivers.Addresses[Fresh]);
        using var wire = new Wire(county.Platform.Address, county.DepartmentToken, 1);
        var (version, rates) = (0, new List<double>());

        var match = new Match(county.Platform, bench.Options);
        await match.PlayAsync(1, seconds => ProbeAsync(seconds, () => false), async _ =>
        {
            receivers.Down(Late, true);
            await County.ImportAsync(wire, HttpMethod.Put, "api/reports/v1/values:record", FanOut.Lines(county, elements[Late], 0, Waiting, ++version));
            await county.Platform.SettleAsync();
            receivers.Down(Late, false);
            var start = Stopwatch.GetTimestamp();
            // As a department does that knows that it was down: it asks for what it has missed, and is tried at once.
            await county.Platform.CallAsync(HttpMethod.Post, "api/exchange/v1/subscriptions/bench/redelivery", late, new { from = (rates.Count * Waiting) + 1 });
            var slice = await ProbeAsync(double.MaxValue, () => receivers.Count(Late) >= Waiting);
            await receivers.TakeAsync(Late, Waiting);
            rates.Add(Waiting / Stopwatch.GetElapsedTime(start).TotalSeconds);
            return slice;
        });
        Console.WriteLine($"  caught up on {Waiting} at {Match.Median(rates.Skip(1)):0}/s ({string.Join(", ", rates.Skip(1).Select(r => r.ToString("0")))})");
        return Outcome.Of("catch-up", Outcome.Time, match.FloorLatencies.Percentile(50), match.DatarunLatencies.Percentile(50), "ms", match.DatarunLatencies);

        async Task<Slice> ProbeAsync(double seconds, Func<bool> isOver)
        {
            var (start, ticks) = (Stopwatch.GetTimestamp(), new List<long>());
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds && !isOver())
            {
                await County.ImportAsync(wire, HttpMethod.Put, "api/reports/v1/values:record", FanOut.Lines(county, elements[Fresh], 0, 1, ++version));
                var answered = Stopwatch.GetTimestamp();
                ticks.Add(Math.Max(0, (await receivers.TakeAsync(Fresh, 1))[0] - answered));
            }
            return new Slice(ticks.Count, Stopwatch.GetElapsedTime(start).TotalSeconds, ticks);
        }
    }
}
