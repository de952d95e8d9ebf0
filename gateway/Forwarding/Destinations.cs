namespace Datarun.Gateway.Forwarding;

/// <summary>Ocelot's load balancers that this gateway has; without one, always the first host.</summary>
public enum Balancing
{
    First,
    RoundRobin,
    LeastConnection,
}

/// <summary>The hosts of one route. With a load balancer, one that could not be reached rests for a while.</summary>
public sealed class Destinations
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    private readonly Balancing balancing;
    private readonly TimeProvider clock;
    private readonly Destination[] all;
    private uint turn;

    public Destinations(Balancing balancing, string[] addresses, TimeProvider clock)
    {
        this.balancing = balancing;
        this.clock = clock;
        all = [.. addresses.Select(address => new Destination(address))];
    }

    public Destination Choose()
    {
        if (balancing == Balancing.First || all.Length == 1)
        {
            return all[0];
        }

        var start = Interlocked.Increment(ref turn) - 1;
        var now = clock.GetTimestamp();
        Destination? chosen = null;
        for (uint i = 0; i < all.Length; i++)
        {
            var candidate = all[(start + i) % (uint)all.Length];
            if (candidate.RestsUntil > now)
            {
                continue;
            }

            if (balancing == Balancing.RoundRobin)
            {
                return candidate;
            }

            if (chosen is null || candidate.InFlight < chosen.InFlight)
            {
                chosen = candidate;
            }
        }

        // All rest: better to try one than to refuse everybody.
        return chosen ?? all[start % (uint)all.Length];
    }

    public void CouldNotBeReached(Destination destination) =>
        destination.RestsUntil = clock.GetTimestamp() + (long)(Rest.TotalSeconds * clock.TimestampFrequency);
}

/// <summary>One host, and how busy this gateway keeps it.</summary>
public sealed class Destination(string address)
{
    private int inFlight;
    private long restsUntil;

    public string Address { get; } = address;

    public int InFlight => Volatile.Read(ref inFlight);

    public long RestsUntil
    {
        get => Volatile.Read(ref restsUntil);
        set => Volatile.Write(ref restsUntil, value);
    }

    public void Enter() => Interlocked.Increment(ref inFlight);

    public void Leave() => Interlocked.Decrement(ref inFlight);
}
