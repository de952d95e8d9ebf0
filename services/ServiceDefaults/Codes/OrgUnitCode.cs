using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Datarun.ServiceDefaults.Codes;

/// <summary>
/// Code of a unit: a division code (the place itself acts), or a body's own code of up to 64 ASCII letters, digits,
/// '-' and '_', such as <c>500118-CIVIL</c>. Digits alone are always meant as a division, so other lengths of digits
/// are refused. Upper and lower case are different codes.
/// </summary>
[JsonConverter(typeof(TextForm<OrgUnitCode>))]
public readonly record struct OrgUnitCode : IParsable<OrgUnitCode>
{
    // Fits a column, a routing key and a path segment without escaping.
    private const int LongestCode = 64;

    private readonly string? _text;

    private OrgUnitCode(string text) => _text = text;

    /// <summary>The place that this code names; null for a body with a code of its own.</summary>
    public DivisionCode? Division => DivisionCode.TryParse(_text, out var code) ? code : null;

    public static bool TryParse([NotNullWhen(true)] string? text, out OrgUnitCode code)
    {
        var valid = text is { Length: > 0 and <= LongestCode }
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            && (!text.All(char.IsAsciiDigit) || DivisionCode.TryParse(text, out _));
        code = valid ? new(text!) : default;
        return valid;
    }

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out OrgUnitCode result) =>
        TryParse(s, out result);

    public static OrgUnitCode Parse(string s) =>
        TryParse(s, out var code) ? code : throw new FormatException($"'{s}' is not a unit code.");

    static OrgUnitCode IParsable<OrgUnitCode>.Parse(string s, IFormatProvider? provider) => Parse(s);

    public override string ToString() => _text ?? "";
}
