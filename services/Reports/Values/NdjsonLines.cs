using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Unicode;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Values;

/// <summary>One line of a body.</summary>
/// <param name="Number">Counted from 1, empty lines too.</param>
/// <param name="Text">UTF-8, without its end.</param>
public readonly record struct NdjsonLine(int Number, ReadOnlyMemory<byte> Text);

/// <summary>Reads a body line by line as it arrives, never the whole of it.</summary>
public static class NdjsonLines
{
    private const int LongestLine = 1 << 20;

    /// <summary>The lines that are not empty. Throws NOT_UTF8 where the text is something else, BODY_TOO_LARGE for a line of over 1 MiB.</summary>
    public static async IAsyncEnumerable<NdjsonLine> ReadAsync(Stream body, [EnumeratorCancellation] CancellationToken cancel)
    {
        var reader = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 65536, minimumReadSize: 16384));
        var number = 0;
        while (true)
        {
            var read = await reader.ReadAsync(cancel);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                if (LineOf(rest.Slice(0, end), ++number) is { } line) yield return line;
                rest = rest.Slice(rest.GetPosition(1, end));
            }
            if (rest.Length > LongestLine) throw CommonProblems.BodyTooLarge.Refuse().With("line", number + 1).AsException();
            if (read.IsCompleted)
            {
                if (LineOf(rest, ++number) is { } last) yield return last;
                break;
            }
            reader.AdvanceTo(rest.Start, rest.End);
        }
        await reader.CompleteAsync();
    }

    private static NdjsonLine? LineOf(ReadOnlySequence<byte> text, int number)
    {
        if (text.Length > LongestLine) throw CommonProblems.BodyTooLarge.Refuse().With("line", number).AsException();
        ReadOnlyMemory<byte> bytes = text.ToArray();
        if (number == 1 && bytes.Span.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        bytes = bytes.Trim(" \t\r"u8);
        if (!Utf8.IsValid(bytes.Span)) throw CommonProblems.NotUtf8.Refuse().With("line", number).AsException();
        return bytes.IsEmpty ? null : new NdjsonLine(number, bytes);
    }
}
