using System.Globalization;
using System.Text;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Masking;

/// <summary>Whether a text is the number that its element holds. What is wrong is said without the number. Pure.</summary>
public static class CheckIdentifier
{
    private const int Length = 18;

    /// <summary>The number as it is stored, with capital letters and narrow digits; else what is wrong.</summary>
    public static (Problem Problem, string? Detail)? Read(Identifier identifier, string text, out string number)
    {
        number = text = Narrow(text);
        if (identifier == Identifier.CREDIT_CODE)
        {
            if (!UnifiedCreditCode.TryParse(text, out var code)) return (MaskingProblems.CreditCodeInvalid, text.Length != Length ? "length ≠ 18" : text.All(char.IsAsciiLetterOrDigit) ? "check" : "characters");
            number = code.ToString();
            return null;
        }
        if (!CitizenId.TryParse(text, out var id)) return (MaskingProblems.CitizenIdInvalid, FaultOf(text));
        number = id.Reveal();
        return null;
    }

    /// <summary>Digits and letters as they are meant: full-width ones are the same.</summary>
    private static string Narrow(string text) => text.Normalize(NormalizationForm.FormKC);

    private static string FaultOf(string text) =>
        text.Length != Length ? "length ≠ 18"
        : !text.Take(Length - 1).All(char.IsAsciiDigit) ? "digits"
        : !DateOnly.TryParseExact(text.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? "date"
        : "check";
}
