using System.Runtime.InteropServices;
using System.Text.Json;

namespace Datarun.ServiceDefaults.Codes;

/// <summary>
/// Numbers that are kept with every digit: fewer than 16 before the point and at most 10 behind it, which leaves room for the sum over every village of the country
/// in an exact decimal. What has more would be rounded, or read as 0, without a word. Pure.
/// </summary>
public static class ExactNumber
{
    private const decimal One = 1.0000000000000000000000000000m;
    private const decimal Largest = 1_000_000_000_000_000m;
    private const int MostDecimals = 10;
    private const int MostDigits = 15 + MostDecimals;

    /// <summary>Reads a JSON number, however it is written; null when it is kept exactly, else what would be right. Zeros at the end of its decimals are not kept.</summary>
    public static string? Read(JsonElement json, out decimal number)
    {
        if (!json.TryGetDecimal(out number) || Math.Abs(number) >= Largest) return $"< {Largest}";
        number = WithoutZeros(number);
        return number.Scale > MostDecimals || !IsWhole(json, number) ? $"≤ {MostDecimals} decimals" : null;
    }

    /// <summary>The number without zeros at the end of its decimals: 1.50 and 1.5 are the same.</summary>
    public static decimal WithoutZeros(decimal number) => number / One;

    /// <summary>Whether a decimal holds every digit of a number that is written so.</summary>
    public static bool Holds(string written) => Significant(written) <= MostDigits;

    // Most numbers are short, and not looked at again.
    private static bool IsWhole(JsonElement json, decimal number) =>
        (number != 0 && JsonMarshal.GetRawUtf8Value(json).Length <= MostDigits) || (json.GetRawText() is var raw && Holds(raw) && (number != 0 || Significant(raw) == 0));

    /// <summary>How many digits it has from the first to the last that is not 0.</summary>
    private static int Significant(string written) => written.Split('e', 'E')[0].Replace(".", "", StringComparison.Ordinal).Trim('-', '+', '0').Length;
}
