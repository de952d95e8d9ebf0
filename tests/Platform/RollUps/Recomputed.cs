using System.Globalization;

namespace Datarun.Tests.Platform.RollUps;

/// <summary>Roll-ups by their definition, the slow way: every value there is, looked at for every figure. Knows nothing of how the platform keeps them.</summary>
public sealed class Recomputed(string aggregation)
{
    private readonly Dictionary<string, (decimal? Value, int Order)> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, decimal> _weights = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private int _order;

    /// <summary>Writes of one batch happen at one moment.</summary>
    public void NextMoment() => _order++;

    /// <summary>A value, or null for a nil return; the same again is no news.</summary>
    public void Give(string unit, decimal? value)
    {
        if (!_values.TryGetValue(unit, out var before) || before.Value != value) _values[unit] = (value, _order);
    }

    public void Weigh(string unit, decimal weight) => _weights[unit] = weight;

    public void Ask(IEnumerable<string> units) => _asked.UnionWith(units);

    public bool Knows(string unit) => _values.ContainsKey(unit);

    /// <summary>The line that the platform has to answer for a place.</summary>
    public string Line(string place)
    {
        var below = _values.Where(v => Covers(place, v.Key)).ToList();
        var used = below.Where(v => !below.Any(above => above.Key != v.Key && Covers(above.Key, v.Key))).ToList();
        var numbers = used.Where(v => v.Value.Value is not null).Select(v => (Unit: v.Key, Value: v.Value.Value!.Value, v.Value.Order)).ToList();
        var asked = _asked.Where(u => Covers(place, u)).ToList();
        decimal? figure = aggregation switch
        {
            _ when used.Count == 0 => null,
            "SUM" => numbers.Sum(n => n.Value),
            _ when numbers.Count == 0 => null,
            "AVG" => Math.Round(numbers.Average(n => n.Value), 10, MidpointRounding.AwayFromZero),
            "WEIGHTED" => Mean([.. numbers.Where(n => _weights.ContainsKey(n.Unit))]),
            "MIN" => numbers.Min(n => n.Value),
            "MAX" => numbers.Max(n => n.Value),
            _ => numbers.OrderByDescending(n => n.Order).ThenBy(n => n.Unit, StringComparer.Ordinal).First().Value,
        };
        return $"{place} {Plain(figure)} {used.Count} {used.Count - numbers.Count} {(asked.Count > 0 ? asked.Count : used.Count)} {asked.Count(u => !_values.Keys.Any(v => Covers(u, v)))}";
    }

    private decimal? Mean((string Unit, decimal Value, int Order)[] weighed)
    {
        var weight = weighed.Sum(n => _weights[n.Unit]);
        return weight == 0 ? null : Math.Round(weighed.Sum(n => n.Value * _weights[n.Unit]) / weight, 10, MidpointRounding.AwayFromZero);
    }

    private static bool Covers(string place, string unit) => place == "CN" || unit.StartsWith(place, StringComparison.Ordinal);

    private static string Plain(decimal? figure) => figure is { } number ? (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture) : "-";

}
