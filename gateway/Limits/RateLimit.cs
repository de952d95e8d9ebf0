using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;

namespace Datarun.Gateway.Limits;

/// <summary>At most so many requests of one client in one fixed window, for one route.</summary>
public sealed class RateLimit(int limit, TimeSpan period, FrozenSet<string> exempt, TimeProvider clock)
{
    // Windows of clients that went away are swept when this many are held, so that strangers cannot fill the memory.
    private const int SweepAbove = 10_000;

    private readonly ConcurrentDictionary<string, Window> windows = new(StringComparer.Ordinal);
    private readonly long periodTicks = (long)(period.TotalSeconds * clock.TimestampFrequency);

    public string LimitText { get; } = limit.ToString(CultureInfo.InvariantCulture);

    public bool Exempts(string client) => exempt.Count > 0 && exempt.Contains(client);

    /// <summary>Counts one request of <paramref name="client"/>.</summary>
    public Verdict Count(string client)
    {
        var now = clock.GetTimestamp();
        if (!windows.TryGetValue(client, out var window))
        {
            Sweep(now);
            window = windows.GetOrAdd(client, static (_, start) => new Window { Start = start }, now - periodTicks);
        }

        lock (window)
        {
            if (now - window.Start >= periodTicks)
            {
                window.Start = now;
                window.Count = 0;
                window.ResetText = (clock.GetUtcNow() + period).UtcDateTime.ToString("o", CultureInfo.InvariantCulture);
            }

            var admitted = window.Count < limit;
            window.Count += admitted ? 1 : 0;
            var left = window.Start + periodTicks - now;
            return new Verdict(admitted, limit - window.Count, window.ResetText, (int)((left + clock.TimestampFrequency - 1) / clock.TimestampFrequency));
        }
    }

    private void Sweep(long now)
    {
        if (windows.Count < SweepAbove)
        {
            return;
        }

        foreach (var (client, window) in windows)
        {
            if (now - window.Start >= periodTicks)
            {
                windows.TryRemove(client, out _);
            }
        }
    }

    /// <summary>Whether the request may pass, how many more may, and when the window starts anew.</summary>
    public readonly record struct Verdict(bool Admitted, int Remaining, string ResetsAt, int ResetSeconds);

    private sealed class Window
    {
        public long Start;
        public int Count;
        public string ResetText = "";
    }
}
