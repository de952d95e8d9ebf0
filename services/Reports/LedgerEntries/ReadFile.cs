using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Datarun.Reports.Ledgers;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Microsoft.Net.Http.Headers;
using MiniExcelLibs;
using Sylvan.Data.Csv;

namespace Datarun.Reports.LedgerEntries;

/// <summary>Reads the lines of a file to import: CSV in UTF-8 or GB18030, XLSX, or NDJSON. Never the whole of it in memory.</summary>
internal static class ReadFile
{
    public const string Csv = "text/csv", Ndjson = "application/x-ndjson", Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private sealed record Line(string Unit, IReadOnlyDictionary<string, JsonElement> Values, DateOnly? ValidFrom = null);

    static ReadFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The lines after the header, numbered as in the file.</summary>
    public static IAsyncEnumerable<ImportLine> LinesAsync(LedgerRow ledger, HttpRequest request, CancellationToken cancel)
    {
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed.MediaType.Value?.ToLowerInvariant() : null;
        return type switch
        {
            Csv => CsvAsync(ledger, request.Body, cancel),
            Xlsx => XlsxAsync(ledger, request.Body, cancel),
            Ndjson => NdjsonAsync(request.Body, cancel),
            _ => throw CommonProblems.MediaTypeUnsupported.Refuse().With("takes", new[] { Csv, Xlsx, Ndjson }).AsException(),
        };
    }

    private static async IAsyncEnumerable<ImportLine> NdjsonAsync(Stream body, [EnumeratorCancellation] CancellationToken cancel)
    {
        var nothing = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        await foreach (var text in NdjsonLines.ReadAsync(body, cancel))
        {
            ImportLine line;
            try
            {
                var read = JsonSerializer.Deserialize<Line>(text.Text.Span, Json.Options) ?? throw new JsonException();
                line = new(text.Number, read.Unit, read.ValidFrom, read.Values);
            }
            catch (JsonException error)
            {
                line = new(text.Number, null, null, nothing, (ReportsProblems.LineMalformed, error.Path?.TrimStart('$', '.') ?? ""));
            }
            yield return line;
        }
    }

    private static async IAsyncEnumerable<ImportLine> CsvAsync(LedgerRow ledger, Stream body, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var file = await SpoolAsync(body, cancel);
        var encoding = await IsUtf8Async(file, cancel) ? Encoding.UTF8
            : Encoding.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        using var text = new StreamReader(file, encoding);
        var number = 1;
        CsvDataReader csv;
        try
        {
            csv = await CsvDataReader.CreateAsync(text, new CsvDataReaderOptions { HasHeaders = false, Delimiter = ',', BufferSize = 1 << 16, MaxBufferSize = 1 << 20 }, cancel);
        }
        catch (Exception error) when (IsFault(error))
        {
            throw Unreadable(number);
        }
        await using (csv)
        {
            Columns? columns = null;
            for (; ; number++)
            {
                string?[] cells;
                try
                {
                    if (!await csv.ReadAsync(cancel)) break;
                    cells = [.. Enumerable.Range(0, csv.RowFieldCount).Select(csv.GetString)];
                }
                catch (Exception error) when (IsFault(error))
                {
                    throw Unreadable(number);
                }
                if (columns is null) columns = new Columns(ledger, cells, escaped: true);
                else if (Array.Exists(cells, c => !string.IsNullOrWhiteSpace(c))) yield return columns.Read(number, cells);
            }
            if (columns is null) throw LedgerProblems.HeaderInvalid.Refuse().AsException();
        }
    }

    private static bool IsFault(Exception error) => error is DecoderFallbackException or FormatException or InvalidDataException or InvalidOperationException or CsvRecordTooLargeException;

    private static RefusedException Unreadable(int line) => LedgerProblems.FileUnreadable.Refuse().With("line", line).AsException();

    private static async IAsyncEnumerable<ImportLine> XlsxAsync(LedgerRow ledger, Stream body, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var file = await SpoolAsync(body, cancel);
        Columns? columns = null;
        var number = 1;
        using var rows = RowsOf(file).GetEnumerator();
        for (; ; number++)
        {
            string?[] cells;
            try
            {
                if (!rows.MoveNext()) break;
                cells = [.. rows.Current.Values.Select(TextOf)];
            }
            catch (Exception error) when (error is not (OutOfMemoryException or OperationCanceledException))
            {
                throw Unreadable(number);
            }
            cancel.ThrowIfCancellationRequested();
            if (columns is null) columns = new Columns(ledger, cells, escaped: false);
            else if (Array.Exists(cells, c => !string.IsNullOrWhiteSpace(c))) yield return columns.Read(number, cells);
        }
        if (columns is null) throw LedgerProblems.HeaderInvalid.Refuse().AsException();
    }

    private static IEnumerable<IDictionary<string, object?>> RowsOf(Stream file) => file.Query(useHeaderRow: false, excelType: ExcelType.XLSX).Cast<IDictionary<string, object?>>();

    private static string? TextOf(object? cell) => cell switch
    {
        null => null,
        double number => number.ToString("R", CultureInfo.InvariantCulture).Contains('E', StringComparison.Ordinal) ? ((decimal)number).ToString(CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture),
        DateTime day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture),
    };

    /// <summary>Onto the disk: a workbook is read from its end, and what a text is encoded in is known only at its end.</summary>
    private static async Task<FileStream> SpoolAsync(Stream body, CancellationToken cancel)
    {
        var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await body.CopyToAsync(file, cancel);
        file.Position = 0;
        return file;
    }

    private static async Task<bool> IsUtf8Async(FileStream file, CancellationToken cancel)
    {
        var (buffer, kept) = (new byte[1 << 16], 0);
        while (true)
        {
            var read = await file.ReadAsync(buffer.AsMemory(kept), cancel);
            var length = kept + read;
            // A character may go on in the next part: at most three bytes are left for it.
            kept = 0;
            while (read > 0 && kept < 3 && kept < length && !Utf8.IsValid(buffer.AsSpan(0, length - kept))) kept++;
            if (!Utf8.IsValid(buffer.AsSpan(0, length - kept)))
            {
                file.Position = 0;
                return false;
            }
            if (read == 0) break;
            buffer.AsSpan(length - kept, kept).CopyTo(buffer);
        }
        file.Position = 0;
        return true;
    }
}
