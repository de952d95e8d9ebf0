using System.Globalization;
using System.Text;
using System.Text.Json;
using Datarun.Reports.Csv;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Masking;
using Datarun.Reports.Places;
using Datarun.Reports.Values;
using Datarun.Reports.Workbooks;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Filings;

public static class ExportFilings
{
    /// <summary>What stands in the first line: codes of elements, or their names.</summary>
    public enum Headings { CODE, NAME }

    /// <summary>
    /// The filings of a request as CSV, a line for each unit that filed, a column for each field, in the form's mask: what people gave, as GET filings
    /// has it, and what the filing took from what was known, of that a department only what it may read. A figure computed from the units below is not
    /// stored and stays empty. It goes in again by POST filings:import. Streamed; texts that a spreadsheet would take for formulas
    /// stand behind an apostrophe. The department that asked gets all of it, others what lies below them.
    /// </summary>
    /// <param name="under">The place; the caller's own, or for the department all that was asked, where it is not given.</param>
    /// <param name="encoding">utf-8 (with a byte order mark, for Excel), gbk or gb18030.</param>
    /// <param name="headings">What stands in the first line: the codes of the elements, which holds where it is left out, or their names.</param>
    public static async Task<Results<PushStreamHttpResult, Refused>> HandleAsync(
        Guid id, string? under, string? encoding, Headings? headings, Caller caller, Catalogue catalogue, AskedForms forms, NpgsqlDataSource database,
        TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        var writes = CsvEncoding.Of(encoding);
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (await AskedRequest.FindAsync(id, catalogue, forms, connection, cancel) is not { } asked) return ReportsProblems.RequestUnknown.Refuse();
        var isAsker = caller.Covers(asked.Request.Department);
        var code = under ?? (isAsker ? asked.Request.Under : caller.Unit);
        if (Place.Read(code) is not { } place) return CommonProblems.ParameterInvalid.At("?under", RightForm.Of(nameof(DivisionCode)));
        if (!isAsker) caller.MustCover(code);
        var sees = await SeesValues.OfAsync(caller, clock.Today(), connection, cancel);
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{asked.Form.Code}-{asked.Request.Period}.csv\"";
        return TypedResults.Stream(
            body => WriteAsync(body, writes, asked, place, headings ?? Headings.CODE, sees, database, cancel), $"text/csv; charset={writes.WebName}");
    }

    private static async Task WriteAsync(
        Stream body, Encoding encoding, AskedRequest asked, Place place, Headings headings, Func<Element, string, bool> sees, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var writer = new StreamWriter(body, encoding, bufferSize: 32768, leaveOpen: true) { NewLine = "\r\n" };
        var elements = asked.Form.Fields.Select(f => f.Element).ToList();
        string[] head = ["form", "unit", "unitName", "period", "version", "nil", "late", "filedBy", "filedAt"];
        await writer.WriteLineAsync(string.Join(',', head.Concat(elements.Select(e => headings == Headings.CODE ? e.Code : e.Name)).Select(CsvText.Write)));
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand(
            """
            SELECT f.unit, coalesce((SELECT d.name FROM division d WHERE d.code = f.unit), ''), f.version, f.nil, f.late, f.filed_by, f.filed_at, f.answer::text,
                coalesce((
                    SELECT jsonb_object_agg(e.code, coalesce(to_jsonb(v.number), to_jsonb(v.text), to_jsonb(v.flag)))
                    FROM unnest($4::text[], $5::integer[]) AS e(code, element) JOIN value_version v ON v.unit = f.unit AND v.element = e.element
                        AND v.period = f.used -> e.code ->> 'period' AND v.version = (f.used -> e.code ->> 'version')::integer
                    WHERE f.used <> '{}'), '{}')::text
            FROM filing f WHERE f.request = $1 AND f.unit >= $2 AND f.unit < $3 ORDER BY f.unit
            """, connection)
        {
            Parameters =
            {
                new() { Value = asked.Request.Id }, new() { Value = place.Low }, new() { Value = place.High },
                new() { Value = elements.Select(e => e.Code).ToArray() }, new() { Value = elements.Select(e => e.Id).ToArray() },
            },
        };
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            var unit = rows.GetString(0);
            var (given, taken) = (asked.Form.Show(JsonElement.Parse(rows.GetString(7))), asked.Form.Show(JsonElement.Parse(rows.GetString(8))));
            string[] line =
            [
                asked.Form.Code, unit, rows.GetString(1), asked.Request.Period.ToString(), rows.GetInt32(2).ToString(CultureInfo.InvariantCulture),
                Flag(rows.GetBoolean(3)), Flag(rows.GetBoolean(4)), rows.GetString(5), $"{rows.GetDateTime(6):yyyy-MM-dd'T'HH:mm:ss'Z'}",
            ];
            await writer.WriteLineAsync(string.Join(',', line.Select(CsvText.Write).Concat(elements.Select(e => Cell(given, e.Code) ?? (sees(e, unit) ? Cell(taken, e.Code) : null) ?? ""))));
        }
    }

    private static string? Cell(JsonElement answer, string element) => !answer.TryGetProperty(element, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? CsvText.Write(value.GetString()!) : value.GetRawText();

    private static string Flag(bool flag) => flag ? "true" : "false";
}
