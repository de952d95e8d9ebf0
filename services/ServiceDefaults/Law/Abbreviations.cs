using System.Text.Json;

namespace Datarun.ServiceDefaults.Law;

/// <summary>
/// The usual short names of official terms (低保: 最低生活保障), of abbreviations.json: each with the law or document that has the term. A name is written in
/// short, in full or half of each; whoever looks for it looks for all its spellings. Immutable; the file can be changed like rules.json.
/// </summary>
public sealed class Abbreviations
{
    private static readonly Lazy<Abbreviations> Delivered = new(() => Load(Path.Combine(Rules.Folder, "abbreviations.json")));

    private readonly Entry[] _entries;
    private readonly (string Text, Entry? Means)[] _words;

    private Abbreviations(Entry[] entries)
    {
        _entries = entries;
        // The longest at a place is what stands there: 低保边缘 before 低保, and 中医保健 before 医保.
        _words = [.. entries.SelectMany(e => e.NotIn.Select(word => (word, (Entry?)null)).Concat(e.Full.Append(e.Short).Select(word => (word, (Entry?)e)))).OrderByDescending(w => w.Item1.Length)];
    }

    /// <summary>The file that is delivered with the program. Touch it at start, so that a broken file stops the start.</summary>
    public static Abbreviations Default => Delivered.Value;

    /// <summary>One short name.</summary>
    /// <param name="Short">As people say it.</param>
    /// <param name="Full">The official terms, the usual one first.</param>
    /// <param name="NotIn">Words in which the characters stand by chance: 医保 in 中医保健.</param>
    /// <param name="Source">The law or document that has the term.</param>
    /// <param name="Verified">text, excerpt or unconfirmed, as in rules.json.</param>
    public sealed record Entry(string Short, IReadOnlyList<string> Full, IReadOnlyList<string> NotIn, string Source, string Verified)
    {
        internal bool IsFaulty => new[] { Short, Source, Verified }.Concat(Full ?? []).Concat(NotIn ?? []).Any(string.IsNullOrWhiteSpace) || Full is not { Count: > 0 } || NotIn is null || Full.Contains(Short);
    }

    /// <summary>Every entry.</summary>
    public IReadOnlyList<Entry> All => _entries;

    /// <summary>The other ways in which a name is written: with its terms in full, by each term that a short name may mean, and with all of them in short. None for most names.</summary>
    public IReadOnlyList<string> SpellingsOf(string name)
    {
        var parts = Parts(name);
        var most = parts.Max(p => p.Means?.Full.Count) ?? 0;
        return most == 0 ? [] :
        [
            .. Enumerable.Range(0, most).Select(n => string.Concat(parts.Select(p => p.Means is { } means ? means.Full[Math.Min(n, means.Full.Count - 1)] : p.Text)))
                .Append(string.Concat(parts.Select(p => p.Means?.Short ?? p.Text))).Where(s => s != name).Distinct(StringComparer.Ordinal),
        ];
    }

    /// <exception cref="InvalidDataException">The file is missing or wrong; the message names file, entry and fault.</exception>
    public static Abbreviations Load(string path)
    {
        if (!File.Exists(path)) throw new InvalidDataException($"The abbreviations are missing: {path}");
        try
        {
            var entries = JsonSerializer.Deserialize<Entry[]>(File.ReadAllText(path), JsonSerializerOptions.Web) ?? [];
            if (entries.FirstOrDefault(e => e is null || e.IsFaulty) is { } faulty) throw new JsonException($"'{faulty.Short}' lacks something.");
            if (entries.GroupBy(e => e.Short, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice) throw new JsonException($"'{twice.Key}' stands twice.");
            return new Abbreviations(entries);
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"The abbreviations in {path} cannot be read: {fault.Message}", fault);
        }
    }

    private List<(string Text, Entry? Means)> Parts(string name)
    {
        var parts = new List<(string Text, Entry? Means)>();
        for (var at = 0; at < name.Length;)
        {
            var word = Array.Find(_words, w => string.CompareOrdinal(name, at, w.Text, 0, w.Text.Length) == 0);
            parts.Add(word.Text is null ? (name[at].ToString(), null) : word);
            at += word.Text?.Length ?? 1;
        }
        return parts;
    }
}
