using System.Globalization;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Tests.Platform.RollUps;

/// <summary>
/// Figures of any period by their definition, the slow way: every value there is, looked at for every figure, and time day by day. Knows nothing of how the platform
/// keeps them or finds the periods of which a longer one is made.
/// </summary>
public sealed class RecomputedLonger(string aggregation, IReadOnlyCollection<string> units)
{
    private readonly Dictionary<(string Unit, string Period), (decimal? Value, int Order)> _values = [];
    private readonly List<Ask> _asked = [];
    private int _order;

    public Frequency Rhythm { get; set; } = Frequency.MONTHLY;

    public IEnumerable<(string Unit, string Period)> Held => _values.Keys;

    /// <summary>Writes of one batch happen at one moment.</summary>
    public void NextMoment() => _order++;

    /// <summary>A value, or null for a nil return; the same again is no news.</summary>
    public void Give(string unit, string period, decimal? value)
    {
        if (!_values.TryGetValue((unit, period), out var before) || before.Value != value) _values[(unit, period)] = (value, _order);
    }

    public void Asked(string request, string period, string under, int digits) => _asked.Add(new(request, period, under, digits, []));

    public void Recalled(string request, string under) => _asked.Single(a => a.Request == request).Recalled.Add(under);

    /// <summary>The line that the platform has to answer.</summary>
    public string Line(string place, string period)
    {
        var whole = Period.Parse(period);
        var itself = Exact(place, period);
        string[] parts = itself.Reported.Count > 0 ? [] : [.. Parts(place, whole, itself.Expected)];
        Figure[] figures = parts.Length == 0 ? [itself] : [.. Chosen(place, whole, itself.Expected).SelectMany(c => c.Parts.Select(p => Exact(c.Place, p)))];
        var numbers = figures.SelectMany(f => f.Reported).Where(v => v.Number is not null).ToList();
        var reported = figures.Sum(f => f.Reported.Count);
        decimal? figure = (aggregation, numbers.Count) switch
        {
            _ when reported == 0 => null,
            ("SUM", _) => numbers.Sum(n => n.Number),
            (_, 0) => null,
            ("AVG", _) => Math.Round(numbers.Average(n => n.Number!.Value), 10, MidpointRounding.AwayFromZero),
            ("MIN", _) => numbers.Min(n => n.Number),
            ("MAX", _) => numbers.Max(n => n.Number),
            _ => numbers.OrderByDescending(n => Period.Parse(n.Period).End).ThenByDescending(n => n.Order).ThenBy(n => n.Unit, StringComparer.Ordinal).First().Number,
        };
        var time = parts.Length == 0 ? "itself" : $"{parts.Count(p => Exact(place, p).Reported.Count > 0)}/{parts.Length}";
        return $"{place} {Plain(figure)} {reported} {reported - numbers.Count} {figures.Sum(f => f.Expected)} {figures.Sum(f => f.Missing)} {time}";
    }

    private Figure Exact(string place, string period)
    {
        var below = _values.Where(v => v.Key.Period == period && Covers(place, v.Key.Unit)).Select(v => new Value(v.Key.Unit, period, v.Value.Value, v.Value.Order)).ToList();
        var used = below.Where(v => !below.Any(above => above.Unit != v.Unit && Covers(above.Unit, v.Unit))).ToList();
        string[] asked = [.. units.Where(u => Covers(place, u) && _asked.Any(a => a.Period == period && a.Asks(u)) && (Answered(u, period) || _asked.Any(a => a.Period == period && a.StillAsks(u))))];
        return new(used, asked.Length > 0 ? asked.Length : used.Count, asked.Count(u => !Answered(u, period)));
    }

    /// <summary>Whether a unit has a value, or follows from those below it.</summary>
    private bool Answered(string unit, string period) => _values.Keys.Any(v => v.Period == period && Covers(unit, v.Unit));

    /// <summary>The places of which a figure is made, each with its periods: the place, unless townships choose something that it would not.</summary>
    private IEnumerable<(string Place, List<string> Parts)> Chosen(string place, Period whole, int expected)
    {
        var parts = Parts(place, whole, expected).ToList();
        var inside = _values.Keys.Where(v => Covers(place, v.Unit) && Period.Parse(v.Period) is var p && p != whole && whole.Contains(p)).ToList();
        if (place.Length >= 9 || inside.Exists(v => v.Unit == place) || inside.TrueForAll(v => parts.Contains(v.Period))) return [(place, parts)];
        var digits = place.Length switch { 2 => 4, 4 => 6, _ => 9 };
        var below = units.Where(u => u.Length >= digits && Covers(place, u)).Select(u => u[..digits]).Distinct().ToList();
        var chosen = below.SelectMany(b => Chosen(b, whole, 0)).ToList();
        bool Holds(string at, string period) => _values.Keys.Any(v => v.Period == period && Covers(at, v.Unit));
        if (chosen.TrueForAll(c => c.Parts.TrueForAll(p => !Holds(c.Place, p) || parts.Contains(p)))) return [(place, parts)];
        return below.Where(b => Told(b, whole)).SelectMany(b => Chosen(b, whole, 0));
    }

    /// <summary>Whether anything is held or asked within a period there.</summary>
    private bool Told(string place, Period whole) =>
        _values.Keys.Where(v => Covers(place, v.Unit)).Select(v => v.Period).Concat(AskedOf(place)).Any(p => Period.Parse(p) is var part && part != whole && whole.Contains(part));

    private IEnumerable<string> AskedOf(string place) =>
        _asked.Where(a => (Covers(place, a.Under) || Covers(a.Under, place)) && a.Digits >= place.Length).Select(a => a.Period);

    private IEnumerable<string> Parts(string place, Period whole, int expected)
    {
        var (free, parts) = (Days(whole).ToHashSet(), new List<Period>());
        void Take(IEnumerable<string> periods)
        {
            foreach (var period in periods.Distinct().Select(Period.Parse).Where(p => p != whole && whole.Contains(p) && p.Kind != Frequency.WEEKLY)
                .OrderBy(p => p.Kind == Rhythm ? 0 : 1).ThenByDescending(p => Days(p).Count()).ThenBy(p => p.Start))
            {
                if (!Days(period).All(free.Contains)) continue;
                free.ExceptWith(Days(period));
                parts.Add(period);
            }
        }
        Take(_values.Keys.Where(v => Covers(place, v.Unit)).Select(v => v.Period));
        if (parts.Count == 0 && expected > 0) return [];
        Take(AskedOf(place));
        foreach (var rhythm in parts.Select(p => p.Kind).Distinct().DefaultIfEmpty(Rhythm).OrderBy(k => k == Rhythm ? 0 : 1).ThenBy(k => k).ToList())
        {
            if (whole.Kind < rhythm && whole.Kind != Frequency.WEEKLY) Take(Days(whole).Select(d => Period.Of(rhythm, d).ToString()));
        }
        return parts.Select(p => p.ToString());
    }

    private static IEnumerable<DateOnly> Days(Period period) => Enumerable.Range(period.Start.DayNumber, period.End.DayNumber - period.Start.DayNumber + 1).Select(DateOnly.FromDayNumber);

    private static bool Covers(string place, string unit) => unit.StartsWith(place, StringComparison.Ordinal);

    private static string Plain(decimal? figure) => figure is { } number ? (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture) : "-";

    private sealed record Value(string Unit, string Period, decimal? Number, int Order);

    private sealed record Figure(List<Value> Reported, int Expected, int Missing);

    private sealed record Ask(string Request, string Period, string Under, int Digits, List<string> Recalled)
    {
        public bool Asks(string unit) => unit.Length == Digits && Covers(Under, unit);

        public bool StillAsks(string unit) => Asks(unit) && !Recalled.Any(r => Covers(r, unit));
    }
}
