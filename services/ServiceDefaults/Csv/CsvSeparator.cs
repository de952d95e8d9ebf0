namespace Datarun.ServiceDefaults.Csv;

/// <summary>
/// What stands between the cells of a CSV: a comma, a tab (Excel's "Unicode text") or a semicolon (Excel where the comma is the decimal sign). Told from
/// the first line. Pure.
/// </summary>
public static class CsvSeparator
{
    /// <summary>The comma.</summary>
    public const char Usual = ',';

    private static readonly char[] All = [Usual, '\t', ';'];

    /// <summary>Which of them stands most often outside of quotes; the comma where none does.</summary>
    public static char Of(string line)
    {
        Span<int> counts = stackalloc int[All.Length];
        var isQuoted = false;
        foreach (var letter in line)
        {
            if (letter == '"') isQuoted = !isQuoted;
            else if (!isQuoted && Array.IndexOf(All, letter) is >= 0 and var which) counts[which]++;
        }
        return All[counts.IndexOf(Math.Max(counts[0], Math.Max(counts[1], counts[2])))];
    }

    /// <summary>Whether the line only tells Excel the separator: <c>sep=;</c>.</summary>
    public static bool IsSaid(string line, out char separator)
    {
        var text = line.AsSpan().TrimStart('\uFEFF');
        var isSaid = text is ['s' or 'S', 'e' or 'E', 'p' or 'P', '=', ',' or ';' or '\t'];
        separator = isSaid ? text[4] : Usual;
        return isSaid;
    }

    /// <summary>Whether nothing stands in the line but separators and blanks.</summary>
    public static bool IsBlank(ReadOnlySpan<char> line, char separator) => line.IndexOfAnyExcept([' ', '\t', '\n', '\r', separator]) < 0;
}
