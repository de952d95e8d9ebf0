using System.Runtime.CompilerServices;
using System.Text;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Csv;

/// <summary>One record.</summary>
/// <param name="Number">The line on which it begins, from 1.</param>
/// <param name="Fields">Its cells; null where quotes are wrong.</param>
public sealed record CsvRecord(int Number, IReadOnlyList<string>? Fields);

/// <summary>Reads CSV (RFC 4180) record by record as it arrives. A quoted cell may hold line breaks.</summary>
public static class CsvRecords
{
    private const int LongestRecord = 1 << 20;

    /// <summary>The records that are not blank. Throws NOT_UTF8 where the text is in another encoding than was said, BODY_TOO_LARGE for a record of over a million characters.</summary>
    public static async IAsyncEnumerable<CsvRecord> ReadAsync(StreamReader reader, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (buffer, record, number, begin, isQuoted) = (new char[32768], new StringBuilder(), 1, 1, false);
        while (await FillAsync(reader, buffer, number, cancel) is > 0 and var read)
        {
            for (var at = 0; at < read;)
            {
                // Up to the end of the line, if it is in the buffer; whether a quote is open is counted as it passes, so nothing is looked at twice.
                var rest = buffer.AsSpan(at, read - at);
                var end = rest.IndexOf('\n');
                var part = end < 0 ? rest : rest[..end];
                record.Append(part);
                isQuoted ^= part.Count('"') % 2 != 0;
                if (record.Length > LongestRecord) throw CommonProblems.BodyTooLarge.Refuse().With("line", begin).AsException();
                at += end < 0 ? part.Length : end + 1;
                if (end < 0) continue;
                number++;
                if (isQuoted) record.Append('\n');
                else
                {
                    if (Of(record, begin, whole: true) is { } one) yield return one;
                    begin = number;
                }
            }
        }
        if (Of(record, begin, whole: !isQuoted) is { } last) yield return last;
    }

    private static CsvRecord? Of(StringBuilder record, int begin, bool whole)
    {
        var text = record.ToString().TrimStart('\uFEFF').TrimEnd('\r');
        record.Clear();
        return text.AsSpan().Trim(" \t,\n\r").IsEmpty ? null : new CsvRecord(begin, whole ? Split(text) : null);
    }

    private static async Task<int> FillAsync(StreamReader reader, char[] buffer, int number, CancellationToken cancel)
    {
        try
        {
            return await reader.ReadAsync(buffer, cancel);
        }
        catch (DecoderFallbackException)
        {
            throw CommonProblems.NotUtf8.Refuse().With("line", number).Saying(reader.CurrentEncoding.WebName).AsException();
        }
    }

    private static List<string>? Split(string text)
    {
        var fields = new List<string>();
        for (var at = 0; ;)
        {
            if (at < text.Length && text[at] == '"')
            {
                var cell = new StringBuilder();
                for (at++; ; at++)
                {
                    if (at == text.Length) return null;
                    if (text[at] == '"' && (at + 1 == text.Length || text[at + 1] != '"')) break;
                    if (text[at] == '"') at++;
                    cell.Append(text[at]);
                }
                at++;
                fields.Add(cell.ToString());
            }
            else
            {
                var end = text.IndexOf(',', at) is >= 0 and var comma ? comma : text.Length;
                if (text.AsSpan(at, end - at).Contains('"')) return null;
                fields.Add(text[at..end]);
                at = end;
            }
            if (at == text.Length) return fields;
            if (text[at++] != ',') return null;
        }
    }
}
