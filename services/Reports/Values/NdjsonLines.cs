using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Values;

/// <summary>One line of a body.</summary>
/// <param name="Number">Counted from 1, empty lines too.</param>
/// <param name="Text">Without its end; empty where it is longer than can be read.</param>
public readonly record struct NdjsonLine(int Number, ReadOnlyMemory<byte> Text)
{
    /// <summary>What the line says; null with the fault where it says nothing that can be read.</summary>
    public T? Read<T>(out GivenFault? fault)
        where T : class
    {
        fault = Text.IsEmpty ? new GivenFault(ReportsProblems.LineTooLong) : Utf8.IsValid(Text.Span) ? null : new GivenFault(CommonProblems.NotUtf8);
        if (fault is not null) return null;
        try
        {
            var line = JsonSerializer.Deserialize<T>(Text.Span, Json.Options);
            if (line is null) fault = new GivenFault(ReportsProblems.LineMalformed);
            return line;
        }
        catch (JsonException error)
        {
            fault = new GivenFault(ReportsProblems.LineMalformed, error.Path?.TrimStart('$', '.'));
            return null;
        }
    }
}

/// <summary>Reads a body line by line as it arrives, never the whole of it.</summary>
public static class NdjsonLines
{
    private const int LongestLine = 1 << 20;

    /// <summary>The lines that are not empty. One of over 1 MiB is passed over as it comes, and answered without its text.</summary>
    public static async IAsyncEnumerable<NdjsonLine> ReadAsync(Stream body, [EnumeratorCancellation] CancellationToken cancel)
    {
        var reader = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 65536, minimumReadSize: 16384));
        var (number, isTooLong) = (0, false);
        while (true)
        {
            var read = await reader.ReadAsync(cancel);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                if (LineOf(rest.Slice(0, end), ++number, isTooLong) is { } line) yield return line;
                isTooLong = false;
                rest = rest.Slice(rest.GetPosition(1, end));
            }
            if (read.IsCompleted)
            {
                if (LineOf(rest, ++number, isTooLong) is { } last) yield return last;
                break;
            }
            if (rest.Length > LongestLine) (isTooLong, rest) = (true, rest.Slice(rest.End));
            reader.AdvanceTo(rest.Start, rest.End);
        }
        await reader.CompleteAsync();
    }

    private static NdjsonLine? LineOf(ReadOnlySequence<byte> text, int number, bool isTooLong)
    {
        if (isTooLong || text.Length > LongestLine) return new NdjsonLine(number, default);
        ReadOnlyMemory<byte> bytes = text.ToArray();
        if (number == 1 && bytes.Span.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        bytes = bytes.Trim(" \t\r"u8);
        return bytes.IsEmpty ? null : new NdjsonLine(number, bytes);
    }
}
