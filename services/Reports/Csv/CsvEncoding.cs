using System.Text;
using Datarun.Reports.Spreadsheets;
using Microsoft.Net.Http.Headers;

namespace Datarun.Reports.Csv;

/// <summary>The encodings of CSV: UTF-8 and GB18030, which holds GBK and, beyond it, all of Unicode.</summary>
public static class CsvEncoding
{
    private const int Sample = 64 << 10;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    private static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("gb18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <summary>By name; throws ENCODING_UNKNOWN.</summary>
    public static Encoding Of(string? name) => name?.Trim('"').ToLowerInvariant() switch
    {
        null or "" or "utf-8" or "utf8" => Utf8,
        "gbk" or "gb18030" or "gb2312" or "cp936" or "windows-936" => Gb18030,
        _ => throw SpreadsheetProblems.EncodingUnknown.At("", name).AsException(),
    };

    /// <summary>Whether the body says that it is CSV.</summary>
    public static bool IsCsv(HttpRequest request) => MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a body in the charset that it names; where it names none, its beginning tells: what is not UTF-8 is GB18030.</summary>
    public static async Task<StreamReader> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset.HasValue) return new StreamReader(request.Body, Of(type.Charset.Value), detectEncodingFromByteOrderMarks: false);
        var sample = new byte[Sample];
        var read = await request.Body.ReadAtLeastAsync(sample, Sample, throwOnEndOfStream: false, cancel);
        var body = new Prefixed(sample.AsMemory(0, read), request.Body);
        return new StreamReader(body, IsUtf8(sample.AsSpan(0, read), whole: read < Sample) ? Utf8 : Gb18030, detectEncodingFromByteOrderMarks: false);
    }

    private static bool IsUtf8(ReadOnlySpan<byte> sample, bool whole)
    {
        // The last character of a sample may be cut.
        var end = sample.Length;
        for (var back = 1; !whole && back <= 3 && end == sample.Length && back <= sample.Length; back++)
        {
            if ((sample[^back] & 0xC0) == 0xC0) end = sample.Length - back;
        }
        return System.Text.Unicode.Utf8.IsValid(sample[..end]);
    }

    /// <summary>What was read ahead, and then the rest.</summary>
    private sealed class Prefixed(ReadOnlyMemory<byte> ahead, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> _ahead = ahead;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_ahead.IsEmpty) return await rest.ReadAsync(buffer, cancellationToken);
            var count = Math.Min(buffer.Length, _ahead.Length);
            _ahead[..count].CopyTo(buffer);
            _ahead = _ahead[count..];
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
