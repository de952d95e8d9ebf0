using System.Text.Json;

namespace Datarun.Reports.Filings;

/// <summary>How a cell of a filing came by its value. COMPUTED: from the units below, as it was then; such a figure is not stored.</summary>
public enum FieldKind { TYPED, REUSED, CONFIRMED, COMPUTED, NIL }

/// <summary>What a filing said in one cell.</summary>
/// <param name="Value">Null for nil and for a computed figure.</param>
/// <param name="From">What was taken; null for what was typed.</param>
public sealed record FieldState(JsonElement? Value, FieldKind Kind, Use? From)
{
    /// <summary>Whether the other says the same, from the same.</summary>
    public bool Equals(FieldState? other) =>
        other is not null && Kind == other.Kind && From == other.From && (Value is { } value ? other.Value is { } its && JsonElement.DeepEquals(value, its) : other.Value is null);

    public override int GetHashCode() => HashCode.Combine(Kind, From);
}

/// <summary>A version of a filing.</summary>
/// <param name="By">The unit that filed.</param>
public sealed record FilingVersion(int Version, bool Nil, IReadOnlyDictionary<string, JsonElement> Answer, IReadOnlyDictionary<string, Use> Uses, string By, DateTimeOffset At);

/// <summary>One cell that differs from the version before.</summary>
/// <param name="Old">Null where the version before said nothing.</param>
/// <param name="New">Null where this one says nothing.</param>
public sealed record FieldDifference(FilingVersion Version, string Element, FieldState? Old, FieldState? New);

/// <summary>Says what a version of a filing changed, cell by cell. Pure.</summary>
public static class CompareVersions
{
    /// <summary>The cells that differ, by version and element.</summary>
    /// <param name="versions">One after the other; the first of them is compared with nothing.</param>
    /// <param name="elements">The cells of the form.</param>
    /// <param name="valueOf">What a value that was taken says.</param>
    public static IEnumerable<FieldDifference> Of(IReadOnlyList<FilingVersion> versions, IEnumerable<string> elements, Func<string, Use, JsonElement?> valueOf)
    {
        var codes = elements.Order(StringComparer.Ordinal).ToList();
        var before = new Dictionary<string, FieldState>(StringComparer.Ordinal);
        foreach (var version in versions)
        {
            foreach (var code in codes)
            {
                var (old, now) = (before.GetValueOrDefault(code), StateOf(version, code, valueOf));
                if (now is null) before.Remove(code);
                else before[code] = now;
                if (old != now) yield return new FieldDifference(version, code, old, now);
            }
        }
    }

    /// <summary>What was corrected since it was typed rests on the correction, so what is taken comes first.</summary>
    private static FieldState? StateOf(FilingVersion version, string code, Func<string, Use, JsonElement?> valueOf) =>
        version.Uses.GetValueOrDefault(code) is { } use ? new(valueOf(code, use), use switch { { Version: null } => FieldKind.COMPUTED, { Confirmed: true } => FieldKind.CONFIRMED, _ => FieldKind.REUSED }, use)
        : version.Answer.TryGetValue(code, out var typed) ? new(typed, FieldKind.TYPED, null)
        : version.Nil ? new(null, FieldKind.NIL, null)
        : null;
}
