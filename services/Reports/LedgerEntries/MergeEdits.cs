using System.Text.Json;

namespace Datarun.Reports.LedgerEntries;

/// <summary>A field that two people changed from the same version to different values.</summary>
/// <param name="Base">What both had read.</param>
/// <param name="Current">What stands now.</param>
/// <param name="Yours">What was sent.</param>
public sealed record ConflictingField(string Field, JsonElement? Base, JsonElement? Current, JsonElement? Yours);

/// <summary>A soft conflict: the entry was changed since the version that the sender had read.</summary>
/// <param name="BaseVersion">The version that the sender had read.</param>
/// <param name="CurrentVersion">The version that stands.</param>
/// <param name="Base">What both had read.</param>
/// <param name="Current">What stands.</param>
/// <param name="Yours">What was sent.</param>
/// <param name="Fields">Fields that both changed, differently. Where there are none, the same request with <c>merge</c> is taken.</param>
public sealed record EntryConflict(
    int BaseVersion, int CurrentVersion, JsonElement Base, JsonElement Current, JsonElement Yours, IReadOnlyList<ConflictingField> Fields);

/// <summary>Joins two edits that began from one version, field by field, as CouchDB and ODK leave to their clients. Pure.</summary>
public static class MergeEdits
{
    /// <summary>What both edits together say, and the fields on which they disagree: there, the current value stands in what is said.</summary>
    public static (SortedDictionary<string, JsonElement> Merged, IReadOnlyList<ConflictingField> Conflicts) Of(
        IReadOnlyDictionary<string, JsonElement> from, IReadOnlyDictionary<string, JsonElement> current, IReadOnlyDictionary<string, JsonElement> yours)
    {
        var (merged, conflicts) = (new SortedDictionary<string, JsonElement>(StringComparer.Ordinal), new List<ConflictingField>());
        foreach (var field in from.Keys.Concat(current.Keys).Concat(yours.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (was, now, mine) = (Of(from, field), Of(current, field), Of(yours, field));
            var (theirsChanged, mineChanged) = (!Same(was, now), !Same(was, mine));
            if (theirsChanged && mineChanged && !Same(now, mine)) conflicts.Add(new ConflictingField(field, was, now, mine));
            if ((mineChanged && !theirsChanged ? mine : now) is { } stands) merged[field] = stands;
        }
        return (merged, conflicts);
    }

    internal static JsonElement? Of(IReadOnlyDictionary<string, JsonElement> values, string field) => values.TryGetValue(field, out var value) ? value : null;

    internal static bool Same(JsonElement? one, JsonElement? other) => one is { } a && other is { } b ? JsonElement.DeepEquals(a, b) : one is null && other is null;
}
