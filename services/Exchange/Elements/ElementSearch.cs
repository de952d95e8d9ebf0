using System.Collections.Frozen;
using System.Text;

namespace Datarun.Exchange.Elements;

/// <summary>How texts are made alike before they are compared: full and half width, upper and lower case, traditional and simplified characters are the same.</summary>
public static class ElementSearch
{
    private static readonly FrozenDictionary<Rune, Rune> Simplified = ReadSimplified();

    /// <summary>NFKC, lower case, simplified. Not for storing: it changes the text.</summary>
    public static string Normalise(string text)
    {
        var normal = new StringBuilder(text.Length);
        Span<char> pair = stackalloc char[2];
        foreach (var rune in text.Normalize(NormalizationForm.FormKC).ToLowerInvariant().EnumerateRunes())
            normal.Append(pair[..(Simplified.TryGetValue(rune, out var simple) ? simple : rune).EncodeToUtf16(pair)]);
        return normal.ToString();
    }

    /// <summary>The words of a question; each must occur.</summary>
    public static IReadOnlyList<string> Words(string question) =>
        Normalise(question).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).ToList();

    private static FrozenDictionary<Rune, Rune> ReadSimplified()
    {
        using var table = new StreamReader(typeof(ElementSearch).Assembly.GetManifestResourceStream("traditional.txt")!);
        var pairs = new Dictionary<Rune, Rune>();
        while (table.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            foreach (var pair in line.Split(' '))
            {
                Rune[] both = [.. pair.EnumerateRunes()];
                pairs.Add(both[0], both[1]);
            }
        }
        return pairs.ToFrozenDictionary();
    }
}
