using System.Globalization;
using System.Text;

namespace Datarun.ServiceDefaults.Codes;

/// <summary>Why a text cannot be kept.</summary>
public enum TextFault { NONE, CONTROL_CHARACTER, UNPAIRED_SURROGATE, NONCHARACTER }

/// <summary>
/// A text as it is stored: NFC, any script, characters beyond the BMP and of the private use areas included (names of
/// real villages have them), never cut. Only what is not text is refused: control characters (PostgreSQL cannot store
/// U+0000), halves of surrogate pairs, and U+FFFE, U+FFFF.
/// </summary>
public readonly record struct PlainText
{
    private readonly string? _text;

    private PlainText(string text) => _text = text;

    /// <summary>Length as a reader counts it, in text elements; <c>string.Length</c> counts some names twice.</summary>
    public int Length => new StringInfo(ToString()).LengthInTextElements;

    /// <summary>
    /// A private-use character is in it: what it looks like depends on the sender's font. A mark for a person to look
    /// at, never a reason to refuse.
    /// </summary>
    public bool HasPrivateUse => ToString().EnumerateRunes().Any(rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.PrivateUse);

    /// <summary>Reads a text from outside. Tabs and line breaks pass only where <paramref name="lines"/> allows them.</summary>
    public static TextFault Read(string raw, out PlainText text, bool lines = false)
    {
        text = default;
        for (var at = 0; at < raw.Length;)
        {
            if (!Rune.TryGetRuneAt(raw, at, out var rune))
            {
                return TextFault.UNPAIRED_SURROGATE;
            }

            if (Rune.IsControl(rune) && !(lines && rune.Value is '\n' or '\r' or '\t'))
            {
                return TextFault.CONTROL_CHARACTER;
            }

            // Normalisation throws on U+FFFE; neither is ever a character of a text.
            if (rune.Value is 0xFFFE or 0xFFFF)
            {
                return TextFault.NONCHARACTER;
            }

            at += rune.Utf16SequenceLength;
        }

        text = new(raw.Normalize(NormalizationForm.FormC));
        return TextFault.NONE;
    }

    public override string ToString() => _text ?? "";
}
