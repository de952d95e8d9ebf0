using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Datarun.ServiceDefaults.Codes;

/// <summary>Levels of the administrative divisions; the numbers are the depth below the state.</summary>
public enum DivisionLevel { PROVINCE = 1, CITY = 2, COUNTY = 3, TOWNSHIP = 4, VILLAGE = 5 }

/// <summary>
/// Code of an administrative division 行政区划: 2 (province), 4 (city), 6 (county; GB/T 2260), 9 (township;
/// GB/T 10114) or 12 digits (village; statistical division code). Level and parent follow from the length alone.
/// The code gives the statistical class of a place, never its legal nature, so ranges of the suffix are not checked,
/// and neither is whether such a place exists: codes die, and old ones stay readable.
/// </summary>
[JsonConverter(typeof(TextForm<DivisionCode>))]
public readonly record struct DivisionCode : IParsable<DivisionCode>
{
    /// <summary>The whole country, which has no code of its own: whoever means every place names it.</summary>
    public const string Country = "CN";

    private static ReadOnlySpan<int> Lengths => [2, 4, 6, 9, 12];

    private readonly string? _text;

    private DivisionCode(string text) => _text = text;

    private string Text => _text ?? "";

    public DivisionLevel Level => (DivisionLevel)(Lengths.IndexOf(Text.Length) + 1);

    /// <summary>The division directly above; null for a province.</summary>
    public DivisionCode? Parent => At(Level - 1);

    /// <summary>All divisions above, nearest first.</summary>
    public IEnumerable<DivisionCode> Ancestors
    {
        get
        {
            for (var above = Parent; above is { } code; above = code.Parent)
            {
                yield return code;
            }
        }
    }

    /// <summary>
    /// The first text after every code that this one covers, in byte order (collation "C"):
    /// <c>code &gt;= X and code &lt; RangeEnd</c> is X and everything below it, and an index can serve it.
    /// </summary>
    public string RangeEnd => string.Concat(Text.AsSpan(0, Text.Length - 1), [(char)(Text[^1] + 1)]);

    /// <summary>This division or the one above it on the given level; null when this one stands higher.</summary>
    public DivisionCode? At(DivisionLevel level) =>
        level >= DivisionLevel.PROVINCE && level <= Level ? new(Text[..Lengths[(int)level - 1]]) : null;

    /// <summary>Whether <paramref name="other"/> is this division or lies below it.</summary>
    public bool Covers(DivisionCode other) => _text is not null && other.Text.StartsWith(Text, StringComparison.Ordinal);

    public static bool TryParse([NotNullWhen(true)] string? text, out DivisionCode code)
    {
        var valid = text is not null && Lengths.Contains(text.Length) && text[0] != '0'
            && !text.AsSpan().ContainsAnyExceptInRange('0', '9');
        code = valid ? new(text!) : default;
        return valid;
    }

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out DivisionCode result) =>
        TryParse(s, out result);

    public static DivisionCode Parse(string s) =>
        TryParse(s, out var code) ? code : throw new FormatException($"'{s}' is not a division code of 2, 4, 6, 9 or 12 digits.");

    static DivisionCode IParsable<DivisionCode>.Parse(string s, IFormatProvider? provider) => Parse(s);

    public override string ToString() => Text;
}
