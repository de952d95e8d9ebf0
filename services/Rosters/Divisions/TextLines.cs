using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Rosters.Divisions;

/// <summary>A line as it came. Text is null where the line cannot be read, and then the problem says why.</summary>
public readonly record struct TextLine(int Number, string? Text, Problem? Problem);

/// <summary>
/// Reads a stream of lines as strict UTF-8, with or without a byte order mark, holding one line at a time. Bytes that are not UTF-8
/// refuse the whole stream (NOT_UTF8), as a file in GBK must not be half read; but a last line that ends within a character was cut
/// off on its way, and only that line is at fault.
/// </summary>
public static class TextLines
{
    private const int LongestLine = 64 << 10;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines, numbered from 1.</summary>
    public static async IAsyncEnumerable<TextLine> ReadAsync(Stream stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: LongestLine, leaveOpen: true));
        var (number, skipping) = (0, false);
        while (true)
        {
            var read = await pipe.ReadAsync(cancel);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var line = rest.Slice(0, end);
                rest = rest.Slice(rest.GetPosition(1, end));
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

    private static TextLine Decode(ReadOnlySequence<byte> bytes, int number, bool cutOff)
    {
        try
        {
            var text = Strict.GetString(bytes);
            var from = number == 1 && text.StartsWith('\uFEFF') ? 1 : 0;
            var to = text.EndsWith('\r') ? text.Length - 1 : text.Length;
            return new(number, text[from..Math.Max(from, to)], null);
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
