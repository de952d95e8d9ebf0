namespace Datarun.Exchange.Subscriptions;

/// <summary>When a delivery that failed is tried again: after 5 s, 30 s, 2 min, 10 min, 30 min, 1 h, 2 h, then every 4 h, for 72 hours in all.</summary>
/// <param name="Base">The first wait; 5 seconds unless a test shortens it, and all others with it.</param>
public sealed record BackOff(TimeSpan Base)
{
    private static readonly int[] Multiples = [1, 6, 24, 120, 360, 720, 1440, 2880];
    private const int GiveUpMultiple = 51840; // 72 hours of 5 seconds.

    /// <summary>How long to wait after so many failures, 1 for the first.</summary>
    public TimeSpan After(int failures) => Base * Multiples[Math.Clamp(failures, 1, Multiples.Length) - 1];

    /// <summary>How long after its first try a delivery is given up.</summary>
    public TimeSpan GiveUpAfter => Base * GiveUpMultiple;
}
