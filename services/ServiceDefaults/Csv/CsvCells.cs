using System.Text;

namespace Datarun.ServiceDefaults.Csv;

/// <summary>
/// The cells of one record of CSV (RFC 4180). That a bad quote spoils its own line only, exact line numbers, a bound on memory and strict encodings are why
/// this is not CsvHelper.
/// </summary>
public static class CsvCells
{
    /// <summary>Splits a record into <paramref name="fields"/>; false when a quote is open or stands where none may.</summary>
    public static bool TryRead(string line, List<string> fields, char separator = CsvSeparator.Usual)
    {
        fields.Clear();
        for (var at = 0; ;)
        {
            if (at < line.Length && line[at] == '"')
            {
                if (!TryReadQuoted(line, ref at, out var quoted)) return false;
                fields.Add(quoted);
            }
            else
            {
                var comma = line.IndexOf(separator, at);
                var end = comma < 0 ? line.Length : comma;
                if (line.AsSpan(at, end - at).Contains('"')) return false;
                fields.Add(line[at..end]);
                at = end;
            }
            if (at == line.Length) return true;
            if (line[at++] != separator) return false;
        }
    }

    private static bool TryReadQuoted(string line, ref int at, out string field)
    {
        var from = ++at;
        StringBuilder? unescaped = null;
        field = "";
        while (line.IndexOf('"', at) is >= 0 and var quote)
        {
            if (quote + 1 < line.Length && line[quote + 1] == '"')
            {
                (unescaped ??= new StringBuilder()).Append(line, from, quote + 1 - from);
                from = at = quote + 2;
                continue;
            }
            field = unescaped is null ? line[from..quote] : unescaped.Append(line, from, quote - from).ToString();
            at = quote + 1;
            return true;
        }
        return false;
    }
}
