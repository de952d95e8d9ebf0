using System.Diagnostics;

namespace Datarun.Bench.Harness;

/// <summary>The floor and Datarun by turns, so that whatever else the machine does falls on both.</summary>
/// <param name="platform">The running system that is measured.</param>
/// <param name="options">For how long.</param>
/// <param name="against">Where the floor is another running system: that one.</param>
internal sealed class Match(Platform platform, Options options, Platform? against = null)
{
    public const int Rounds = 3;

    public List<Slice> Floor { get; } = [];

    public List<Slice> Datarun { get; } = [];

    public double FloorPerSecond => Median(Floor.Select(s => s.PerSecond));

    public double DatarunPerSecond => Median(Datarun.Select(s => s.PerSecond));

    public Latencies FloorLatencies => Latencies.Of(Floor);

    public Latencies DatarunLatencies => Latencies.Of(Datarun);

    private double _settling;
    private Cpu _floorCpu = new(0, 0, 0), _datarunCpu = new(0, 0, 0);

    /// <summary>Plays it: a short one of each to warm up, then floor, Datarun, floor, Datarun …; each side is measured for the seconds asked for.</summary>
    public Task PlayAsync(int workers, Func<int, Task<long>> floor, Func<int, Task<long>> datarun) =>
        PlayAsync(workers, seconds => Slice.OfAsync(workers, seconds, floor), seconds => Slice.OfAsync(workers, seconds, datarun));

    /// <summary>The same for sides that take their own slices.</summary>
    public async Task PlayAsync(int workers, Func<double, Task<Slice>> floor, Func<double, Task<Slice>> datarun)
    {
        await floor(against is null ? 1 : options.WarmUp);
        await datarun(options.WarmUp);
        await SettleAsync();
        platform.Processes.ForgetPeaks();
        if (options.Statements) await Statements.ForgetAsync(platform.FloorConnection);
        var activity = new Activity(platform.FloorConnection);
        for (var round = 0; round < Rounds; round++)
        {
            var measured = (against ?? platform).Processes;
            var before = measured.Cpu();
            Floor.Add(await floor((double)options.Seconds / Rounds));
            if (against is not null) await SettleAsync();
            _floorCpu += measured.Cpu() - before;
            var between = platform.Processes.Cpu();
            Datarun.Add(await activity.WatchAsync(() => datarun((double)options.Seconds / Rounds)));
            var ended = Stopwatch.GetTimestamp();
            await SettleAsync();
            _settling += Stopwatch.GetElapsedTime(ended).TotalSeconds;
            _datarunCpu += platform.Processes.Cpu() - between;
        }
        Print(workers, activity);
        if (options.Statements) await Statements.PrintAsync(platform.FloorConnection, Datarun.Sum(s => s.Done));
    }

    private async Task SettleAsync()
    {
        await platform.SettleAsync();
        if (against is not null) await against.SettleAsync();
    }

    public static double Median(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private void Print(int workers, Activity activity)
    {
        Side("floor", Floor, _floorCpu);
        Side("datarun", Datarun, _datarunCpu);
        Console.WriteLine($"  settling: {_settling:0.0} s after Datarun's slices until every event had its reactions; its CPU is counted to Datarun");
        var peak = platform.Processes.PeakMegabytes();
        Console.WriteLine($"  peak memory: host {peak.Host:0} MB, postgres {peak.Postgres:0} MB (shared pages counted in each process), bench {peak.Bench:0} MB; {workers} connections");
        activity.Print();
    }

    private static void Side(string name, List<Slice> slices, Cpu cpu)
    {
        var (latencies, done) = (Latencies.Of(slices), slices.Sum(s => s.Done));
        Console.WriteLine(
            $"  {name,-8} {Median(slices.Select(s => s.PerSecond)),10:0.0}/s ({string.Join(", ", slices.Select(s => s.PerSecond.ToString("0")))})  "
            + $"p50 {latencies.Percentile(50):0.000} ms  p99 {latencies.Percentile(99):0.000} ms  "
            + $"CPU s: host {cpu.Host:0.0}, postgres {cpu.Postgres:0.0}, bench {cpu.Bench:0.0} in {slices.Sum(s => s.Seconds):0.0} s, {done} done");
        Console.WriteLine(
            $"           CPU µs for each: host {cpu.Host * 1e6 / done:0.0}, postgres {cpu.Postgres * 1e6 / done:0.0}, bench {cpu.Bench * 1e6 / done:0.0}, "
            + $"in all {(cpu.Host + cpu.Postgres + cpu.Bench) * 1e6 / done:0.0}");
    }
}
