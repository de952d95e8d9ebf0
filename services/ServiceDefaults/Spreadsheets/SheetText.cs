using System.Globalization;
using System.Text.RegularExpressions;

namespace Datarun.ServiceDefaults.Spreadsheets;

/// <summary>Texts as the file format has them: a UTF-16 unit that XML cannot hold is written _x000D_, and some programs write halves of surrogate pairs so. Pure.</summary>
public static partial class SheetText
{
    /// <summary>The text that is meant.</summary>
    public static string Read(string text) =>
        Escape().Replace(text, e => ((char)int.Parse(e.Groups["unit"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    /// <summary>The text so that it is read again as it is: one that only looks like an escape gets its underscore escaped, and a carriage return, of which XML would make a line feed, is one.</summary>
    public static string Write(string text) => Underscore().Replace(text, "_x005F_").Replace("\r", "_x000D_", StringComparison.Ordinal);

    [GeneratedRegex("_x(?<unit>[0-9A-Fa-f]{4})_", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Escape();

    // Looks ahead, because the last underscore of one can be the first of the next.
    [GeneratedRegex("_(?=x[0-9A-Fa-f]{4}_)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Underscore();
}
