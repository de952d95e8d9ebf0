using System.Text;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Exchange.Values;

/// <summary>The purpose that a reader states in the header <c>X-Purpose</c>. It must be the granted one, not a wider or a similar one (第25条).</summary>
public static class Purpose
{
    public const string Header = "X-Purpose";

    /// <summary>Header values are ASCII, so a Chinese purpose may come percent-encoded (UTF-8) as well as in raw UTF-8 bytes.</summary>
    public static bool Matches(string? stated, string granted) =>
        !string.IsNullOrWhiteSpace(stated) && (Same(stated, granted) || Same(Decode(stated), granted));

    /// <summary>
    /// Whether it is the granted purpose but for case, width, spaces and punctuation: a slip of whoever set the client up, which is refused as
    /// any other but is no misuse.
    /// </summary>
    public static bool Resembles(string stated, string granted) => Letters(Decode(stated)) is { Length: > 0 } letters && letters == Letters(granted);

    /// <summary>The purpose as it is stated; null where none is. Throws PARAMETER_INVALID for what is no text: it could be neither granted nor recorded.</summary>
    public static string? Read(HttpContext context)
    {
        var stated = context.Request.Headers[Header].ToString();
        if (string.IsNullOrWhiteSpace(stated)) return null;
        return PlainText.Read(Decode(stated), out _, lines: false) == TextFault.NONE ? stated : throw CommonProblems.ParameterInvalid.At(Header).AsException();
    }

    /// <summary>The purpose with its percent-encoding undone and in NFC.</summary>
    public static string Decode(string stated) => Normalise(Uri.UnescapeDataString(stated));

    private static string Letters(string text)
    {
        try
        {
            return string.Concat(text.Normalize(NormalizationForm.FormKC).Where(char.IsLetterOrDigit)).ToUpperInvariant();
        }
        catch (ArgumentException)
        {
            return ""; // Half a surrogate pair.
        }
    }

    private static bool Same(string a, string b) => Normalise(a) == Normalise(b);

    private static string Normalise(string text)
    {
        try
        {
            return text.Trim().Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return text; // Half a surrogate pair: no purpose that could have been granted.
        }
    }
}
