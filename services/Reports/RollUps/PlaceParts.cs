using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.RollUps;

/// <summary>
/// Of what shorter periods the figure of a place follows. Where the same time is held in two rhythms, townships decide, each for itself: a township that went over
/// to months first takes nothing away from those that stayed with quarters.
/// </summary>
internal sealed class PlaceParts(WantedFigure wanted)
{
    private readonly HashSet<Period> _asked = [];
    private IReadOnlyList<Period>? _parts;

    public WantedFigure Wanted => wanted;

    /// <summary>Shorter periods of which it has a figure.</summary>
    public HashSet<Period> Held { get; } = [];

    /// <summary>Whether it was asked for any.</summary>
    public bool IsAsked => _asked.Count > 0;

    /// <summary>Whether one of them is a value of its own, which stands for everything below.</summary>
    public bool IsOwn { get; private set; }

    /// <summary>The places below, where they have to be asked.</summary>
    public List<PlaceParts> Below { get; } = [];

    /// <summary>What it chooses for all of its time.</summary>
    public IReadOnlyList<Period> Parts => _parts ??= wanted.Element.Frequency == Frequency.ONCE ? [] : ChooseParts.Of(wanted.Period, wanted.Element.Frequency, Held, _asked);

    /// <summary>Whether some of what it holds would not count, and places below may choose otherwise.</summary>
    public bool IsTornBelow => !IsOwn && Place.LevelOf(wanted.Place.Code) < (short)DivisionLevel.TOWNSHIP && Held.Except(Parts).Any();

    /// <summary>The places of which the figure is made, each with its periods: itself, unless places below choose what it would not.</summary>
    public IEnumerable<(Place Place, IReadOnlyList<Period> Parts)> Rows => Below.All(b => b.Fits(Parts)) ? [(wanted.Place, Parts)] : Below.Where(b => b.Held.Count > 0 || b.IsAsked).SelectMany(b => b.Rows);

    private bool Fits(IReadOnlyList<Period> parts) => Below.Count > 0 ? Below.TrueForAll(b => b.Fits(parts)) : Parts.Where(Held.Contains).All(parts.Contains);

    public void Forget()
    {
        (_parts, IsOwn) = (null, false);
        Held.Clear();
        _asked.Clear();
    }

    public void Note(Period period, bool held, bool asked, bool own)
    {
        if (held) Held.Add(period);
        if (asked) _asked.Add(period);
        IsOwn |= own;
    }
}
