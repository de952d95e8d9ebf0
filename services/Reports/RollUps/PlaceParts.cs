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
    private bool _isOwn;

    public WantedFigure Wanted => wanted;

    /// <summary>Shorter periods of which it has a figure.</summary>
    public HashSet<Period> Held { get; } = [];

    /// <summary>Whether it has a figure of any shorter period, or was asked for one.</summary>
    public bool IsConcerned => Held.Count > 0 || _asked.Count > 0;

    /// <summary>The places below, where they have to be asked.</summary>
    public List<PlaceParts> Below { get; } = [];

    /// <summary>What it chooses for all of its time.</summary>
    public IReadOnlyList<Period> Parts => _parts ??= wanted.Element.Frequency == Frequency.ONCE ? [] : ChooseParts.Of(wanted.Period, wanted.Element.Frequency, Held, _asked);

    /// <summary>Whether some of what it holds would not count, and places below may choose otherwise. A value of its own stands for everything below.</summary>
    public bool IsTornBelow => !_isOwn && Place.LevelOf(wanted.Place.Code) < (short)DivisionLevel.TOWNSHIP && Held.Except(Parts).Any();

    /// <summary>The places of which the figure is made, each with its periods: itself, unless places below choose what it would not.</summary>
    public IEnumerable<(Place Place, IReadOnlyList<Period> Parts)> Rows =>
        Below.TrueForAll(b => b.LosesNothingBy(Parts)) ? [(wanted.Place, Parts)] : Below.Where(b => b.IsConcerned).SelectMany(b => b.Rows);

    /// <summary>Whether all that it would count itself is among these parts, chosen by a place above.</summary>
    private bool LosesNothingBy(IReadOnlyList<Period> parts) =>
        Below.Count > 0 ? Below.TrueForAll(b => b.LosesNothingBy(parts)) : Parts.Where(Held.Contains).All(parts.Contains);

    /// <summary>Begins anew: what is known was read before it was folded.</summary>
    public void Forget()
    {
        (_parts, _isOwn) = (null, false);
        Held.Clear();
        _asked.Clear();
    }

    /// <summary>Notes what is known of a shorter period.</summary>
    /// <param name="own">Whether the figure is a value of the place's own.</param>
    public void Note(Period period, bool held, bool asked, bool own)
    {
        if (held) Held.Add(period);
        if (asked) _asked.Add(period);
        _isOwn |= own;
    }
}
