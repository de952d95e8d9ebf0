using System.IO.Pipelines;
using System.Text;

namespace Datarun.ServiceDefaults.Csv;

/// <summary>The encoding that a text names by its first bytes, as Windows writes them.</summary>
public static class ByteOrderMark
{
    /// <summary>UTF-8 that throws at what is none.</summary>
    public static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    /// <summary>UTF-16, the lower byte first, as Excel saves "Unicode text"; throws at what is none.</summary>
    public static readonly Encoding Utf16 = new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true);

    /// <summary>UTF-16, the higher byte first; throws at what is none.</summary>
    public static readonly Encoding Utf16BigEndian = new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true);

    /// <summary>UTF-16 by its name; null for any other.</summary>
    public static Encoding? Named(string? charset) => charset?.Trim('"').ToLowerInvariant() switch { "utf-16" or "utf-16le" => Utf16, "utf-16be" => Utf16BigEndian, _ => null };

    /// <summary>The encoding, null where the text names none, and the body without the mark. Nothing more of it is held.</summary>
    public static async Task<(Encoding? Named, Stream Body)> ReadAsync(Stream body, CancellationToken cancel)
    {
        var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(leaveOpen: true));
        var buffer = (await pipe.ReadAtLeastAsync(3, cancel)).Buffer;
        var begin = new byte[Math.Min(3, buffer.Length)];
        System.Buffers.BuffersExtensions.CopyTo(buffer.Slice(0, begin.Length), begin);
        var encoding = begin switch { [0xFF, 0xFE, ..] => Utf16, [0xFE, 0xFF, ..] => Utf16BigEndian, [0xEF, 0xBB, 0xBF] => Utf8, _ => null };
        pipe.AdvanceTo(buffer.GetPosition(encoding is null ? 0 : encoding.Preamble.Length));
        return (encoding, pipe.AsStream());
    }
}
