using NpgsqlTypes;

namespace Datarun.Exchange.Subscriptions;

/// <summary>What a sender has in hand for a receiver.</summary>
/// <param name="Lanes">What is to be sent: lanes beside each other, each in order.</param>
/// <param name="Runs">The runs that the events of the lanes are from; none where the lanes are stored ones.</param>
/// <param name="Behind">Events of the runs that must not overtake what failed: they go into the lanes that wait.</param>
public sealed record Taken(IReadOnlyList<TakenLane> Lanes, IReadOnlyList<TakenRun> Runs, IReadOnlyList<ToldEvent> Behind)
{
    public bool IsNothing => Lanes.Count == 0 && Behind.Count == 0;
}

/// <summary>Some numbers on their way to one subscription, as stored.</summary>
public sealed record TakenRun
{
    public long First { get; init; }
    public NpgsqlRange<long>[] Numbers { get; init; } = [];
    public long Count => Numbers.Sum(n => n.UpperBound - n.LowerBound);
}

/// <summary>All that is to be told of one element and unit, in order.</summary>
/// <param name="Attempts">How often its first event has failed.</param>
/// <param name="IsStored">Whether it is a <c>delivery_lane</c>, as something has failed in it before.</param>
public sealed record TakenLane(string Element, string Unit, int Attempts, bool IsStored, IReadOnlyList<ToldEvent> Pending);

/// <summary>What came of a lane.</summary>
/// <param name="Delivered">Numbers that the receiver took.</param>
/// <param name="Failed">The number that it did not take; what follows it waits.</param>
/// <param name="Last">What came of the event that was not taken.</param>
public sealed record LaneOutcome(TakenLane Lane, IReadOnlyList<long> Delivered, long? Failed, Sent Last)
{
    /// <summary>The receiver is not there, or not able: nothing else need be tried. An answer of 4xx is about this one event.</summary>
    public bool IsDown => Failed is not null && Last.Status is null or >= 500 or 408 or 429;

    /// <summary>410 Gone: the receiver wants no more.</summary>
    public bool IsGone => Last.Status == StatusCodes.Status410Gone;

    /// <summary>Nothing more is sent to the receiver for now.</summary>
    public bool EndsRound => IsDown || IsGone || Last.IsOurs;
}
