using System.Diagnostics;

namespace Datarun.Bench.Harness;

/// <summary>What was done in one stretch of time, by one side.</summary>
/// <param name="Done">Units of work, such as filings.</param>
/// <param name="Seconds">From the first start to the last end.</param>
/// <param name="Ticks">The time of each call.</param>
internal sealed record Slice(long Done, double Seconds, IReadOnlyList<long> Ticks)
{
    public double PerSecond => Done / Seconds;

    /// <summary>So many workers, each one call after the other, until the time is over; the first error ends all of them.</summary>
    /// <param name="once">One call by a worker; answers how much it did.</param>
    public static async Task<Slice> OfAsync(int workers, double seconds, Func<int, Task<long>> once)
    {
        using var failed = new CancellationTokenSource();
        var start = Stopwatch.GetTimestamp();
        var until = start + (long)(seconds * Stopwatch.Frequency);
        var done = new long[workers];
        var ticks = new List<long>[workers];
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            var own = ticks[worker] = new List<long>(16384);
            try
            {
                for (var before = Stopwatch.GetTimestamp(); before < until && !failed.IsCancellationRequested;)
                {
                    done[worker] += await once(worker);
                    var after = Stopwatch.GetTimestamp();
                    own.Add(after - before);
                    before = after;
                }
            }
            catch
            {
                await failed.CancelAsync();
                throw;
            }
        })));
        return new Slice(done.Sum(), Stopwatch.GetElapsedTime(start).TotalSeconds, [.. ticks.SelectMany(t => t)]);
    }

    /// <summary>Big calls, one after the other, until they have taken the time; what prepares a call is outside of it.</summary>
    public static async Task<Slice> OfPreparedAsync<T>(double seconds, Func<T> prepare, Func<T, Task<long>> once)
    {
        var (ticks, done) = (new List<long>(), 0L);
        while (ticks.Sum() < seconds * Stopwatch.Frequency)
        {
            var prepared = prepare();
            var start = Stopwatch.GetTimestamp();
            done += await once(prepared);
            ticks.Add(Stopwatch.GetTimestamp() - start);
        }
        return new Slice(done, (double)ticks.Sum() / Stopwatch.Frequency, ticks);
    }
}
