using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Datarun.ServiceDefaults.Codes;

/// <summary>
/// Citizen number 公民身份号码, GB 11643-1999: 6 digits of the division of first registration, 8 of the birth date,
/// 3 of sequence, 1 check character (ISO 7064 MOD 11-2). The division is not checked against today's table, because
/// codes die and numbers do not. A right check digit does not prove that the person exists.
/// Always sensitive: <c>ToString</c> is masked, so that a log line cannot leak it; <see cref="Reveal"/> gives it whole.
/// </summary>
public readonly record struct CitizenId
{
    private const string CheckCharacters = "10X98765432";

    private static ReadOnlySpan<int> Weights => [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    private readonly string? _text;

    private CitizenId(string text) => _text = text;

    public DateOnly BirthDate => DateOnly.ParseExact(Reveal().AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>Odd sequence numbers are given to men.</summary>
    public bool IsMale => (Reveal()[16] - '0') % 2 == 1;

    public string Reveal() => _text ?? "";

    public override string ToString() =>
        _text is null ? "" : string.Concat(_text.AsSpan(0, 6), "************");

    /// <summary>A final x is read as X; nothing else is repaired.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CitizenId id)
    {
        id = default;
        if (text is not { Length: 18 }
            || text.AsSpan(0, 17).ContainsAnyExceptInRange('0', '9')
            || !DateOnly.TryParseExact(text.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < Weights.Length; i++)
        {
            sum += (text[i] - '0') * Weights[i];
        }

        var check = text[17] == 'x' ? 'X' : text[17];
        if (check != CheckCharacters[sum % 11])
        {
            return false;
        }

        id = new(string.Concat(text.AsSpan(0, 17), [check]));
        return true;
    }
}
