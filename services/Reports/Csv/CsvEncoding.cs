using System.Text;
using Datarun.Reports.Spreadsheets;
using Microsoft.Net.Http.Headers;

namespace Datarun.Reports.Csv;

/// <summary>The encodings of CSV: UTF-8, UTF-16, and GB18030, which holds GBK and, beyond it, all of Unicode.</summary>
public static class CsvEncoding
{
    private static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("gb18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <summary>By name, for a file to be written; throws ENCODING_UNKNOWN.</summary>
    public static Encoding Of(string? name) => name?.Trim('"').ToLowerInvariant() switch
    {
        null or "" or "utf-8" or "utf8" => ByteOrderMark.Utf8,
        "gbk" or "gb18030" or "gb2312" or "cp936" or "windows-936" => Gb18030,
        _ => throw SpreadsheetProblems.EncodingUnknown.At("", name).AsException(),
    };

    /// <summary>Whether the body says that it is CSV.</summary>
    public static bool IsCsv(HttpRequest request) => MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Reads a body in the encoding that its byte order mark names, else in the charset of its type; where it names none, the whole of it tells: what is
    /// not UTF-8 is GB18030. Programs send a charset by habit, so the mark goes before it.
    /// </summary>
    public static async Task<StreamReader> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        var charset = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset.HasValue ? type.Charset.Value : null;
        var said = charset is null ? null : ByteOrderMark.Named(charset) ?? Of(charset);
        var (marked, body) = await ByteOrderMark.ReadAsync(request.Body, cancel);
        if ((marked ?? said) is { } named) return new StreamReader(body, named, detectEncodingFromByteOrderMarks: false);
        var file = await SpooledBody.ReadAsync(body, cancel);
        return new StreamReader(file, await IsUtf8Async(file, cancel) ? ByteOrderMark.Utf8 : Gb18030, detectEncodingFromByteOrderMarks: false);
    }

    private static async Task<bool> IsUtf8Async(FileStream file, CancellationToken cancel)
    {
        var (buffer, kept, isUtf8) = (new byte[1 << 16], 0, true);
        for (var read = 1; isUtf8 && read > 0;)
        {
            read = await file.ReadAsync(buffer.AsMemory(kept), cancel);
            var length = kept + read;
            // A character may go on in the next part: at most three bytes are left for it.
            kept = 0;
            while (read > 0 && kept < 3 && kept < length && !System.Text.Unicode.Utf8.IsValid(buffer.AsSpan(0, length - kept))) kept++;
            isUtf8 = System.Text.Unicode.Utf8.IsValid(buffer.AsSpan(0, length - kept));
            buffer.AsSpan(length - kept, kept).CopyTo(buffer);
        }
        file.Position = 0;
        return isUtf8;
    }
}
