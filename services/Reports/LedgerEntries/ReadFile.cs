using System.Runtime.CompilerServices;
using System.Text.Json;
using Datarun.Reports.Csv;
using Datarun.Reports.Ledgers;
using Datarun.Reports.Spreadsheets;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Problems;
using Microsoft.Net.Http.Headers;

namespace Datarun.Reports.LedgerEntries;

/// <summary>Reads the lines of a file to import: CSV in UTF-8, UTF-16 or GB18030, XLSX, or NDJSON. Never the whole of it in memory.</summary>
internal static class ReadFile
{
    public const string Csv = "text/csv", Ndjson = "application/x-ndjson", Xlsx = UploadedWorkbook.MediaType;

    // 64 MiB: some hundred thousand entries.
    private const long MostBytes = 64L << 20;

    private sealed record Line(string Unit, IReadOnlyDictionary<string, JsonElement> Values, DateOnly? ValidFrom = null);

    /// <summary>The lines after the header, numbered as in the file.</summary>
    /// <param name="refused">Is told where the cells of a workbook stand.</param>
    public static IAsyncEnumerable<ImportLine> LinesAsync(LedgerRow ledger, HttpRequest request, RefusedLines refused, CancellationToken cancel)
    {
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed.MediaType.Value?.ToLowerInvariant() : null;
        return type switch
        {
            Csv => CsvAsync(ledger, request, cancel),
            Xlsx => XlsxAsync(ledger, request.Body, refused, cancel),
            Ndjson => NdjsonAsync(request.Body, cancel),
            _ => throw CommonProblems.MediaTypeUnsupported.Refuse().With("takes", new[] { Csv, Xlsx, Ndjson }).AsException(),
        };
    }

    private static async IAsyncEnumerable<ImportLine> NdjsonAsync(Stream body, [EnumeratorCancellation] CancellationToken cancel)
    {
        var nothing = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        await foreach (var text in NdjsonLines.ReadAsync(body, cancel))
        {
            yield return text.Read<Line>(out var fault) is { } line
                ? new ImportLine(text.Number, line.Unit, line.ValidFrom, line.Values)
                : new ImportLine(text.Number, null, null, nothing, fault! with { Field = fault.Field ?? "" });
        }
    }

    private static async IAsyncEnumerable<ImportLine> CsvAsync(LedgerRow ledger, HttpRequest request, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var body = await CsvEncoding.ReadAsync(request, cancel);
        var (columns, titles) = ((Columns?)null, 0);
        await foreach (var record in CsvRecords.ReadAsync(body, cancel))
        {
            if (columns is not null)
            {
                var cells = record.Fields?.Select((text, i) => new SheetCell(record.Number, i + 1, SheetCellKind.TEXT, text)).ToList();
                yield return columns.Read(record.Number, cells, record.Problem);
            }
            else if (record.Fields?.Any(f => ReadSheets.Says(f, Columns.Unit)) == true) columns = new Columns(ledger, record.Fields, fromCsv: true);
            else if (++titles == ReadSheets.HeadingWithin) break;
        }
        if (columns is null) throw Columns.Invalid(Columns.Unit);
    }

    private static async IAsyncEnumerable<ImportLine> XlsxAsync(LedgerRow ledger, Stream body, RefusedLines refused, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var file = await SpooledBody.ReadAsync(body, cancel, MostBytes);
        UploadedWorkbook.Check(file, WorkbookBounds.Ledger);
        Columns? columns = null;
        foreach (var (number, cells) in RowsOf(file))
        {
            cancel.ThrowIfCancellationRequested();
            if (columns is null) refused.Cell = (columns = new Columns(ledger, cells.ConvertAll(c => c?.Text), fromCsv: false)).CellOf;
            else yield return columns.Read(number, cells);
        }
        if (columns is null) throw Columns.Invalid(Columns.Unit);
    }

    /// <summary>The rows of the ledger's sheet that say something, from that of the headings on.</summary>
    private static IEnumerable<(int Number, List<SheetCell?> Cells)> RowsOf(Stream file)
    {
        using var sheet = ReadSheets.CellsOfFirst(file, Columns.Unit, WorkbookBounds.Ledger).GetEnumerator();
        var (number, cells) = (0, new List<SheetCell?>());
        while (Next(sheet) is { } cell)
        {
            if (cell.Row != number)
            {
                if (cells.Count > 0) yield return (number, cells);
                (number, cells) = (cell.Row, []);
            }
            while (cells.Count < cell.Column) cells.Add(null);
            cells[cell.Column - 1] = cell;
        }
        if (cells.Count > 0) yield return (number, cells);
    }

    private static SheetCell? Next(IEnumerator<SheetCell> sheet)
    {
        try
        {
            return sheet.MoveNext() ? sheet.Current : null;
        }
        catch (Exception error) when (ReadSheets.IsFault(error))
        {
            throw UploadedWorkbook.Unreadable(error.Message);
        }
    }
}
