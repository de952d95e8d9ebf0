using System.Globalization;
using System.Text;
using System.Text.Json;
using Datarun.Reports.Ledgers;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Datarun.ServiceDefaults.Spreadsheets;
using Microsoft.AspNetCore.Http.HttpResults;
using MiniExcelLibs;
using Npgsql;

namespace Datarun.Reports.LedgerEntries;

public static class ExportEntries
{
    private static readonly string[] Formats = ["csv", "xlsx", "ndjson"];

    /// <summary>
    /// The entries of a ledger as a file that can be imported again: CSV (UTF-8), XLSX or NDJSON, streamed. A text that a spreadsheet would
    /// take for a formula begins with an apostrophe in CSV, which an import takes off again.
    /// </summary>
    /// <param name="format">csv, xlsx or ndjson; csv where it is not given.</param>
    /// <param name="under">The place with everything below it; the caller's own where it is not given.</param>
    /// <param name="on">As of this day; what holds now where it is not given.</param>
    public static async Task<PushStreamHttpResult> HandleAsync(
        string code, string? format, string? under, DateOnly? on, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        format = format?.ToLowerInvariant() ?? "csv"; // As XLSX is written elsewhere, too.
        if (!Formats.Contains(format)) throw CommonProblems.ParameterInvalid.At("?format", string.Join(", ", Formats)).AsException();
        LedgerRow ledger;
        await using (var connection = await database.OpenConnectionAsync(cancel)) ledger = await FindLedger.MustAsync(code, connection, cancel);
        var place = EntryRights.MustSeePlace(caller, ledger, under);
        var rows = RowsAsync(ledger, place, on, database, cancel);
        return format switch
        {
            "ndjson" => TypedResults.Stream(body => NdjsonAsync(rows, body, cancel), ReadFile.Ndjson, $"{code}.ndjson"),
            "xlsx" => TypedResults.Stream(body => XlsxAsync(ledger, rows, body, cancel), ReadFile.Xlsx, $"{code}.xlsx"),
            _ => TypedResults.Stream(body => CsvAsync(ledger, rows, body, cancel), "text/csv; charset=utf-8", $"{code}.csv"),
        };
    }

    private sealed record Row(string Unit, DateOnly? ValidFrom, IReadOnlyDictionary<string, JsonElement> Values)
    {
        public object? Cell(string field) => !Values.TryGetValue(field, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDecimal(), JsonValueKind.String => value.GetString(), _ => value.GetBoolean(),
        };
    }

    private static async IAsyncEnumerable<Row> RowsAsync(
        LedgerRow ledger, Place place, DateOnly? on, NpgsqlDataSource database, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand(
            $"SELECT e.unit, e.valid_from, e.data FROM ledger_entry e WHERE e.ledger = @id AND e.unit >= @low AND e.unit < @high AND {ListEntries.OnDay} ORDER BY e.unit, e.id", connection)
        {
            Parameters =
            {
                new("id", ledger.Id), new("low", place.Low), new("high", place.High),
                new("on", NpgsqlTypes.NpgsqlDbType.Date) { Value = (object?)on ?? DBNull.Value },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            yield return new Row(reader.GetString(0), EntryRow.DayOrNull(reader.GetFieldValue<DateOnly>(1)), JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(reader.GetString(2))!);
    }

    private static async Task NdjsonAsync(IAsyncEnumerable<Row> rows, Stream body, CancellationToken cancel)
    {
        await foreach (var row in rows.WithCancellation(cancel))
        {
            await JsonSerializer.SerializeAsync(body, row, Json.Options, cancel);
            await body.WriteAsync("\n"u8.ToArray(), cancel);
        }
    }

    private static async Task CsvAsync(LedgerRow ledger, IAsyncEnumerable<Row> rows, Stream body, CancellationToken cancel)
    {
        // With a byte order mark, by which spreadsheets know UTF-8.
        await using var text = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 1 << 16, leaveOpen: true);
        await text.WriteAsync(string.Join(',', [.. ledger.Schema.Fields.Select(f => f.Code).Prepend("unit"), "validFrom"]) + "\r\n");
        await foreach (var row in rows.WithCancellation(cancel))
        {
            var cells = ledger.Schema.Fields.Select(f => row.Cell(f.Code) switch
            {
                null => "", string s => CsvText.Write(s), true => "true", false => "false",
                var number => Convert.ToString(number, CultureInfo.InvariantCulture)!,
            });
            await text.WriteAsync(string.Join(',', [.. cells.Prepend(row.Unit), $"{row.ValidFrom:yyyy-MM-dd}"]) + "\r\n");
        }
    }

    private static async Task XlsxAsync(LedgerRow ledger, IAsyncEnumerable<Row> rows, Stream body, CancellationToken cancel)
    {
        // A workbook is written with seeking, so on the disk first. Its cells are typed: a text is never a formula there.
        await using var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        await file.SaveAsAsync(rows.ToBlockingEnumerable(cancel).Select(row =>
        {
            var cells = new Dictionary<string, object?> { ["unit"] = row.Unit };
            foreach (var field in ledger.Schema.Fields) cells[field.Code] = InSheet(row.Cell(field.Code));
            cells["validFrom"] = row.ValidFrom?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            return cells;
        }), cancellationToken: cancel);
        file.Position = 0;
        await file.CopyToAsync(body, cancel);
    }

    /// <summary>As it comes back: a number of more digits than spreadsheets keep goes out as a text.</summary>
    private static object? InSheet(object? value) => value is decimal number && !SheetNumber.Holds(number) ? number.ToString(CultureInfo.InvariantCulture) : value;
}
