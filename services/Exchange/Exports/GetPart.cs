using System.Globalization;
using Dapper;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Corrections;
using Datarun.Exchange.Formats;
using Datarun.Exchange.Sharing;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Security;
using Microsoft.Net.Http.Headers;
using Npgsql;

namespace Datarun.Exchange.Exports;

/// <summary>Gives a part of an export away.</summary>
public static class GetPart
{
    private const int RowsAtOnce = 500;

    /// <summary>
    /// A part: a whole file, streamed, always the same bytes (<c>ETag</c> and <c>Repr-Digest</c> are its SHA-256). <c>Range: bytes=N-</c> goes
    /// on where a download was broken off. The right to read is checked again, with <c>X-Purpose</c>: a grant that has ended gives nothing.
    /// </summary>
    /// <param name="number">From 1, as the manifest has it.</param>
    public static async Task HandleAsync(
        Guid id, int number, Caller caller, HttpContext context, NpgsqlDataSource database, AuditLog audit, SuspendMisused suspend, TimeProvider clock, ILogger<PrepareExports> log, CancellationToken cancel)
    {
        var today = clock.Today();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var export = await Export.FindAsync(id, caller.Unit, connection, cancel);
        if (today > export.KeepUntil) throw ExportProblems.ExportExpired.Refuse().With("keepUntil", export.KeepUntil).With("asOf", export.AsOf).AsException();
        var part = await connection.QuerySingleOrDefaultAsync<ExportPart>(new CommandDefinition(
            $"SELECT {ExportPart.Columns} FROM value_export_part WHERE export = @id AND number = @number", new { id, number }, cancellationToken: cancel))
            ?? throw ExportProblems.PartUnknown.Refuse().AsException();
        var scope = export.Scope.Where(r => string.CompareOrdinal(part.FirstKey[0], r.Element) <= 0 && string.CompareOrdinal(r.Element, part.LastKey[0]) <= 0).ToList();
        var entry = new AuditEntry(clock.GetUtcNow(), AuditAction.READ, caller.Unit, caller.Client) { Under = export.Ask.Under, Period = export.Ask.Period, Subject = id };
        var rights = await RightsAsync(export, scope, caller, context, entry, connection, audit, suspend, today, cancel);
        if (ETags.Spares(context, TagOf(part))) return; // Nothing is given away, so nothing is read.
        var (from, to) = Range(context.Request, part);
        var filter = export.Ask.Filter();
        await audit.AppendAsync(entry with
        {
            Purpose = rights.Purpose, Bases = rights.Bases, Grants = rights.Grants, Rows = part.Rows,
            Bulk = new BulkRead(export.Snapshot, scope, part.FirstKey, part.LastKey, Period: filter.Period, From: filter.From, To: filter.To, Digits: filter.Digits, Part: number),
        }, cancel);
        await TellLateReaders.RunAsync(database, export.Snapshot, [.. scope.Select(s => s.Element).Distinct()], clock, cancel);
        Head(context.Response, export, part, from, to);
        await SendAsync(export, part, rights, caller, from, to, context.Response.Body, connection, today, log, cancel);
    }

    /// <summary>The right to read as it is now; refused where it no longer holds for every unit of the part.</summary>
    private static async Task<ReadScope> RightsAsync(
        Export export, List<ElementRange> scope, Caller caller, HttpContext context, AuditEntry entry, NpgsqlConnection connection,
        AuditLog audit, SuspendMisused suspend, DateOnly today, CancellationToken cancel)
    {
        var rights = await ReadScope.OfAsync([.. scope.Select(s => s.Element).Distinct()], export.Ask.Under, caller, Purpose.Read(context), entry, connection, audit, suspend, today, cancel);
        var lost = scope.Find(s => !rights.Ranges.Any(r => r.Element == s.Element && new UnitRange(r.From, r.To).Covers(new(s.From, s.To))));
        if (lost is null) return rights;
        await audit.AppendAsync(entry with { Action = AuditAction.READ_REFUSED, Element = lost.Element, Outcome = ExportProblems.ExportNoLongerCovered.Code }, cancel);
        throw ExportProblems.ExportNoLongerCovered.Refuse().With("element", lost.Element).AsException();
    }

    /// <summary>The bytes that are asked for. One range is given; anything else that a Range may say is answered with the whole, as RFC 9110 allows.</summary>
    private static (long From, long To) Range(HttpRequest request, ExportPart part)
    {
        if (!RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var range) || range.Unit != "bytes" || range.Ranges.Count != 1) return (0, part.Size);
        // If-Range names another file than this one: then all of this one.
        if (request.Headers.IfRange.ToString() is { Length: > 0 } same && same != TagOf(part)) return (0, part.Size);
        var asked = range.Ranges.Single();
        var from = asked.From ?? Math.Max(0, part.Size - asked.To!.Value);
        var to = asked.From is null ? part.Size : Math.Min(part.Size, asked.To is { } last && last < long.MaxValue ? last + 1 : part.Size);
        if (from >= part.Size || to <= from) throw ExportProblems.RangeNotSatisfiable.Refuse().With("size", part.Size).AsException();
        return (from, to);
    }

    private static string TagOf(ExportPart part) => $"\"{part.Sha256}\"";

    private static void Head(HttpResponse response, Export export, ExportPart part, long from, long to)
    {
        var (type, extension) = PartWriter.Of(export.Format);
        (response.ContentType, response.ContentLength, response.Headers.AcceptRanges) = (type, to - from, "bytes");
        response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(part.Sha256))}:";
        response.Headers.ContentDisposition = $"attachment; filename=\"{export.Id}-{part.Number.ToString(CultureInfo.InvariantCulture)}.{extension}\"";
        if (to - from == part.Size) return;
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{to - 1}/{part.Size}");
    }

    /// <summary>Writes it. Where a right ended in this very moment the rows are fewer than were promised: the connection is cut, so nobody takes them for all.</summary>
    private static async Task SendAsync(
        Export export, ExportPart part, ReadScope rights, Caller caller, long from, long to, Stream body, NpgsqlConnection connection, DateOnly today, ILogger log, CancellationToken cancel)
    {
        using var file = new PartStream(body, from, to);
        using var writer = PartWriter.To(file, export.Format, await export.FactsAsync(connection, cancel));
        var (before, rows) = (part.Number == 1 ? null : await LastKeyBeforeAsync(export, part, connection, cancel), 0);
        await foreach (var row in ReadRows.AsyncOf(export, before, part.LastKey, part.Rows, rights, caller, today, connection, cancel))
        {
            writer.Write(row);
            if (++rows % RowsAtOnce == 0) await file.SendAsync(cancel);
        }
        await writer.EndAsync();
        if (rows == part.Rows && file.Sha256 == part.Sha256)
        {
            await file.SendAsync(cancel);
            return;
        }
        log.LogError("Part {Part} of export {Export} is not what its manifest says; it is cut off", part.Number, export.Id);
        throw new IOException("The part is not what its manifest says.");
    }

    private static Task<string[]?> LastKeyBeforeAsync(Export export, ExportPart part, NpgsqlConnection connection, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<string[]?>(new CommandDefinition(
            "SELECT last_key FROM value_export_part WHERE export = @Id AND number = @before", new { export.Id, before = part.Number - 1 }, cancellationToken: cancel));
}
