using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Datarun.ServiceDefaults.Codes;

namespace Datarun.ServiceDefaults.Problems;

/// <summary>Texts from outside: kept whole, in NFC, or refused with the field named.</summary>
public static class Text
{
    /// <summary>Whether nothing can be read in it: spaces of any script, and characters without a shape such as U+200B and the byte order mark.</summary>
    public static bool IsBlank([NotNullWhen(false)] string? text) =>
        text is null || text.EnumerateRunes().All(rune => Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format);

    /// <summary>Trimmed and in NFC; null where nothing is left. A text that cannot be stored is left as it is, for <see cref="Storable"/> to refuse.</summary>
    public static string? Clean(string? raw)
    {
        if (IsBlank(raw)) return null;
        return PlainText.Read(raw, out var text, lines: true) == TextFault.NONE ? text.ToString().Trim() : raw;
    }

    /// <summary>Notes TEXT_INVALID for a text that cannot be stored or is longer than so many characters (runes).</summary>
    public static Check Storable(this Check check, string? text, string pointer, int longest, bool lines = false)
    {
        if (text is null) return check;
        var fault = PlainText.Read(text, out _, lines);
        if (fault != TextFault.NONE) return check.That(false, pointer, CommonProblems.TextInvalid, fault.ToString());
        return check.That(text.EnumerateRunes().Count() <= longest, pointer, CommonProblems.TextInvalid, $"≤ {longest}");
    }

    /// <summary>Notes FIELD_REQUIRED for a missing text, TEXT_INVALID for one that cannot be stored.</summary>
    public static Check Required(this Check check, string? text, string pointer, int longest, bool lines = false) =>
        IsBlank(text) ? check.That(false, pointer, CommonProblems.FieldRequired) : check.Storable(text, pointer, longest, lines);
}
