using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Datarun.ServiceDefaults.Codes;

/// <summary>
/// Unified social credit code 统一社会信用代码, GB 32100-2015: registrar 1, category 1, division 6, organisation code 9
/// (GB 11714, with a check character of its own), check 1 (MOD 31-3). Both check characters are verified.
/// </summary>
[JsonConverter(typeof(TextForm<UnifiedCreditCode>))]
public readonly record struct UnifiedCreditCode : IParsable<UnifiedCreditCode>
{
    // No I, O, S, V, Z: they are taken for 1, 0, 5, U and 2. A character's value is its place here.
    private const string Characters = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private static readonly SearchValues<char> Allowed = SearchValues.Create(Characters);

    private static ReadOnlySpan<int> Weights => [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

    private static ReadOnlySpan<int> OrganisationWeights => [3, 7, 9, 10, 5, 8, 4, 2];

    private readonly string? _text;

    private UnifiedCreditCode(string text) => _text = text;

    /// <summary>The 9 characters of the organisation code, GB 11714.</summary>
    public string OrganisationCode => _text?[8..17] ?? "";

    /// <summary>The check character of an organisation code's first 8 characters (GB 11714: A = 10 … Z = 35).</summary>
    public static char OrganisationCheck(ReadOnlySpan<char> first8)
    {
        var sum = 0;
        for (var i = 0; i < OrganisationWeights.Length; i++)
        {
            sum += (char.IsAsciiDigit(first8[i]) ? first8[i] - '0' : first8[i] - 'A' + 10) * OrganisationWeights[i];
        }

        return (11 - (sum % 11)) switch { 10 => 'X', 11 => '0', var digit => (char)('0' + digit) };
    }

    /// <summary>Lower-case letters are read as upper case; nothing else is repaired.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out UnifiedCreditCode code)
    {
        code = default;
        var upper = text?.ToUpperInvariant();
        if (upper is not { Length: 18 }
            || upper.AsSpan().ContainsAnyExcept(Allowed)
            || upper.AsSpan(2, 6).ContainsAnyExceptInRange('0', '9')
            || OrganisationCheck(upper.AsSpan(8, 8)) != upper[16]
            || Check(upper) != upper[17])
        {
            return false;
        }

        code = new(upper);
        return true;
    }

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out UnifiedCreditCode result) =>
        TryParse(s, out result);

    public static UnifiedCreditCode Parse(string s) =>
        TryParse(s, out var code) ? code : throw new FormatException("Not a unified social credit code, or a check character is wrong.");

    static UnifiedCreditCode IParsable<UnifiedCreditCode>.Parse(string s, IFormatProvider? provider) => Parse(s);

    public override string ToString() => _text ?? "";

    private static char Check(string text)
    {
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++)
        {
            sum += Characters.IndexOf(text[i], StringComparison.Ordinal) * Weights[i];
        }

        return Characters[(31 - (sum % 31)) % 31];
    }
}
