using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Exchange.Values;

/// <summary>Units by the bytes of their codes: from the first, included, to the second, excluded.</summary>
/// <param name="From">The first code.</param>
/// <param name="To">The first text after the last code.</param>
public sealed record UnitRange(string From, string To)
{
    /// <summary>Every unit: no code begins with a character after <c>z</c>.</summary>
    public static UnitRange All { get; } = new("", "~");

    /// <summary>A place with everything below it, the country as a whole (CN), or one body alone.</summary>
    public static UnitRange Of(string unit) => DivisionCode.TryParse(unit, out var place) ? new(unit, place.RangeEnd) : unit == DivisionCode.Country ? All : new(unit, unit + " ");

    /// <summary>The units that the caller oversees by one of the roles: those of its area, or every one where that is the country; none without the role.</summary>
    public static UnitRange OverseenBy(Caller caller, params Role[] roles) =>
        roles.Any(caller.Is) && caller.Oversight is { } area ? area.Length == 0 ? All : Of(area) : new("", "");

    /// <summary>What both hold; null where that is nothing.</summary>
    public UnitRange? And(UnitRange other)
    {
        var from = string.CompareOrdinal(From, other.From) > 0 ? From : other.From;
        var to = string.CompareOrdinal(To, other.To) < 0 ? To : other.To;
        return string.CompareOrdinal(from, to) < 0 ? new(from, to) : null;
    }

    /// <summary>The least range that holds them all.</summary>
    public static UnitRange Hull(IReadOnlyList<UnitRange> ranges) =>
        new(ranges.MinBy(r => r.From, StringComparer.Ordinal)!.From, ranges.MaxBy(r => r.To, StringComparer.Ordinal)!.To);

    /// <summary>The same units in ranges that are in order and apart.</summary>
    public static IReadOnlyList<UnitRange> Merge(IEnumerable<UnitRange> ranges)
    {
        var merged = new List<UnitRange>();
        foreach (var range in ranges.OrderBy(r => r.From, StringComparer.Ordinal))
        {
            if (merged is not [.., var last] || string.CompareOrdinal(last.To, range.From) < 0) merged.Add(range);
            else if (string.CompareOrdinal(last.To, range.To) < 0) merged[^1] = last with { To = range.To };
        }
        return merged;
    }

    /// <summary>Whether a unit is from the first, included, to the second, excluded.</summary>
    public static bool IsWithin(string unit, string from, string to) => string.CompareOrdinal(unit, from) >= 0 && string.CompareOrdinal(unit, to) < 0;

    /// <summary>Whether it is one of these.</summary>
    public bool Holds(string unit) => IsWithin(unit, From, To);

    /// <summary>Whether every unit of the other is one of these.</summary>
    public bool Covers(UnitRange other) => string.CompareOrdinal(From, other.From) <= 0 && string.CompareOrdinal(other.To, To) <= 0;
}
