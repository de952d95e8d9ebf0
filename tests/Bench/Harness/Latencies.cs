using System.Diagnostics;

namespace Datarun.Bench.Harness;

/// <summary>Every single time that was taken, in ticks of the monotonic clock; percentiles are exact.</summary>
internal sealed class Latencies(IEnumerable<long> ticks)
{
    private readonly long[] _sorted = [.. ticks.Order()];

    public int Count => _sorted.Length;

    /// <summary>In milliseconds, by nearest rank.</summary>
    public double Percentile(double percent) =>
        _sorted.Length == 0 ? 0 : _sorted[Math.Clamp((int)Math.Ceiling(percent / 100 * _sorted.Length) - 1, 0, _sorted.Length - 1)] * 1000.0 / Stopwatch.Frequency;

    /// <summary>Those of several slices together.</summary>
    public static Latencies Of(IEnumerable<Slice> slices) => new(slices.SelectMany(s => s.Ticks));
}
