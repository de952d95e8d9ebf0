using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Datarun.ServiceDefaults.Csv;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Rosters.Divisions;

/// <summary>A line as it came. Text is null where the line cannot be read, and then the problem says why.</summary>
public readonly record struct TextLine(int Number, string? Text, Problem? Problem);

/// <summary>
/// Reads a stream of lines as strict UTF-8, with or without a byte order mark, or as UTF-16 that is marked or named as such, holding one line at a time.
/// A line ends with CR LF, LF, or CR alone. Bytes that are neither refuse the whole stream (NOT_UTF8), as a file in GBK must not be half read; but a last
/// line of UTF-8 that ends within a character was cut off on its way, and only that line is at fault.
/// </summary>
public static class TextLines
{
    private const int LongestLine = 64 << 10;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines, numbered from 1.</summary>
    /// <param name="named">The encoding that the stream is said to have; its own mark goes before it.</param>
    public static async IAsyncEnumerable<TextLine> ReadAsync(Stream stream, Encoding? named, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var (marked, body) = await ByteOrderMark.ReadAsync(stream, cancel);
        var encoding = marked ?? named ?? ByteOrderMark.Utf8;
        if (encoding is UnicodeEncoding) body = Encoding.CreateTranscodingStream(body, encoding, Strict, leaveOpen: true);
        var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: LongestLine, leaveOpen: true));
        var (number, skipping) = (0, false);
        while (true)
        {
            var read = await NextAsync(pipe, encoding, number, cancel);
            var rest = read.Buffer;
            while (TryTake(ref rest, read.IsCompleted, out var line))
            {
                number++;
                yield return skipping || line.Length > LongestLine ? new(number, null, RostersProblems.CsvLineTooLong) : Decode(line, number, cutOff: false);
                skipping = false;
            }
            if (read.IsCompleted)
            {
                if (skipping) yield return new(number + 1, null, RostersProblems.CsvLineTooLong);
                else if (!rest.IsEmpty) yield return Decode(rest, number + 1, cutOff: true);
                break;
            }
            if (rest.Length > LongestLine)
            {
                skipping = true;
                rest = rest.Slice(rest.End);
            }
            pipe.AdvanceTo(rest.Start, rest.End);
        }
        await pipe.CompleteAsync();
    }

    private static async ValueTask<ReadResult> NextAsync(PipeReader pipe, Encoding encoding, int number, CancellationToken cancel)
    {
        try
        {
            return await pipe.ReadAsync(cancel);
        }
        catch (DecoderFallbackException)
        {
            throw CommonProblems.NotUtf8.Refuse().With("line", number + 1).Saying(encoding.WebName).AsException();
        }
    }

    /// <summary>Takes the next whole line, without its end. A CR at the end of what has come may be half of one.</summary>
    private static bool TryTake(ref ReadOnlySequence<byte> rest, bool isLast, out ReadOnlySequence<byte> line)
    {
        var reader = new SequenceReader<byte>(rest);
        if (!reader.TryReadToAny(out line, "\r\n"u8, advancePastDelimiter: false)) return false;
        reader.TryRead(out var end);
        if (end == '\r' && reader.End && !isLast) return false;
        if (end == '\r') reader.IsNext((byte)'\n', advancePast: true);
        rest = rest.Slice(reader.Position);
        return true;
    }

    private static TextLine Decode(ReadOnlySequence<byte> bytes, int number, bool cutOff)
    {
        try
        {
            var text = Strict.GetString(bytes);
            return new(number, number == 1 ? text.TrimStart('\uFEFF') : text, null);
        }
        catch (DecoderFallbackException) when (cutOff && EndsWithinCharacter(bytes.ToArray()))
        {
            return new(number, null, RostersProblems.CsvLineMalformed);
        }
        catch (DecoderFallbackException)
        {
            throw CommonProblems.NotUtf8.Refuse().With("line", number).AsException();
        }
    }

    private static bool EndsWithinCharacter(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out _, out var length);
            if (status != OperationStatus.Done) return status == OperationStatus.NeedMoreData;
            bytes = bytes[length..];
        }
        return false;
    }
}
