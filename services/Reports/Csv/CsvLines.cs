using System.Runtime.CompilerServices;
using System.Text;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Csv;

/// <summary>One line as it came, without its end: CR LF, LF, or CR alone, as older Macintosh programs end them.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">Null where it is longer than <see cref="CsvLines.Longest"/>.</param>
internal readonly record struct CsvTextLine(int Number, string? Text)
{
    /// <summary>Whether it opens a quote that it does not close, or closes one.</summary>
    public bool TurnsQuote => Text is not null && Text.AsSpan().Count('"') % 2 != 0;
}

/// <summary>Reads a text line by line as it arrives, one line at a time in memory.</summary>
internal static class CsvLines
{
    /// <summary>The longest line, and the longest record of several lines, in characters.</summary>
    public const int Longest = 1 << 20;

    /// <summary>The lines. Throws NOT_UTF8 where the text is in another encoding than was said.</summary>
    public static async IAsyncEnumerable<CsvTextLine> ReadAsync(StreamReader reader, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (buffer, line, number, isTooLong, isAfterReturn) = (new char[32768], new StringBuilder(), 1, false, false);
        while (await FillAsync(reader, buffer, number, cancel) is > 0 and var read)
        {
            for (var at = isAfterReturn && buffer[0] == '\n' ? 1 : 0; at < read;)
            {
                var rest = buffer.AsSpan(at, read - at);
                var end = rest.IndexOfAny('\r', '\n');
                var part = end < 0 ? rest : rest[..end];
                isTooLong |= line.Length + part.Length > Longest;
                if (isTooLong) line.Clear();
                else line.Append(part);
                at += end < 0 ? part.Length : end + 1;
                if (end < 0) continue;
                if (buffer[at - 1] == '\r' && at < read && buffer[at] == '\n') at++;
                yield return new CsvTextLine(number++, isTooLong ? null : line.ToString());
                (isTooLong, _) = (false, line.Clear());
            }
            isAfterReturn = buffer[read - 1] == '\r';
        }
        if (isTooLong || line.Length > 0) yield return new CsvTextLine(number, isTooLong ? null : line.ToString());
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
}
