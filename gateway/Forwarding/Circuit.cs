namespace Datarun.Gateway.Forwarding;

/// <summary>
/// After so many failures in a row a service is left alone for a while; then one request tries it again.
/// A failure is a service that cannot be reached, is too slow, or says itself that it cannot (502, 503, 504):
/// a 500 for one bad request must not cut off everybody else.
/// </summary>
public sealed class Circuit(int failuresAllowed, TimeSpan breakDuration, TimeProvider clock)
{
    private readonly long breakTicks = (long)(breakDuration.TotalSeconds * clock.TimestampFrequency);
    private int failures;
    private long openUntil;

    public TimeSpan Break => breakDuration;

    public bool Admits()
    {
        if (Volatile.Read(ref failures) < failuresAllowed)
        {
            return true;
        }

        var until = Volatile.Read(ref openUntil);
        var now = clock.GetTimestamp();
        // Whoever moves the time forward is the one that tries; all others still wait.
        return now >= until && Interlocked.CompareExchange(ref openUntil, now + breakTicks, until) == until;
    }

    public void Succeeded()
    {
        if (Volatile.Read(ref failures) != 0)
        {
            Volatile.Write(ref failures, 0);
        }
    }

    public void Failed()
    {
        if (Interlocked.Increment(ref failures) >= failuresAllowed)
        {
            Volatile.Write(ref openUntil, clock.GetTimestamp() + breakTicks);
        }
    }
}
