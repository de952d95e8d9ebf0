namespace Datarun.ServiceDefaults.Csv;

/// <summary>
/// Texts in CSV that a spreadsheet would take for a formula (= + - @, tab, return at the start) go out behind an apostrophe, and come back
/// without it. A text that has such an apostrophe of its own gets one more, so every text comes back as it was. Pure.
/// </summary>
public static class CsvText
{
    /// <summary>The text as it is written: neutral to spreadsheets, quoted where it must be.</summary>
    public static string Write(string text)
    {
        var safe = IsRisky(text) ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") || (safe.Length > 0 && (char.IsWhiteSpace(safe[0]) || char.IsWhiteSpace(safe[^1])))
            ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    /// <summary>The text that was meant.</summary>
    public static string Read(string cell) => cell.StartsWith('\'') && IsRisky(cell[1..]) ? cell[1..] : cell;

    private static bool IsRisky(string text)
    {
        var bare = text.AsSpan().TrimStart('\'');
        return bare.Length > 0 && bare[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '＝' or '＋' or '－' or '＠';
    }
}
