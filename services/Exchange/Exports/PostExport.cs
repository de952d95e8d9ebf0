using System.Text.Json;
using Dapper;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Formats;
using Datarun.Exchange.Sharing;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Exchange.Exports;

/// <summary>Makes an export.</summary>
public static class PostExport
{
    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Fixes what is exported: the values that the caller may read now, as they are known at this moment or at <c>asOf</c>, however long the
    /// download takes. Answers the manifest; its parts follow as they are counted and hashed (<c>state</c> PREPARING, then READY). A part is a
    /// whole file, fetched by its number and, where that was broken off, from the byte at which it was. <c>X-Purpose</c> as for GET values,
    /// here and with every part. A place leaves <c>elements</c> out to have everything that is held about it (政务数据共享条例 第24条).
    /// </summary>
    public static async Task<Created<ExportView>> HandleAsync(
        ExportAsk body, Caller caller, HttpContext context, UnitOfWork work, NpgsqlDataSource database, AuditLog audit, SuspendMisused suspend, Rules rules, TimeProvider clock, CancellationToken cancel)
    {
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        var (mostRows, keepDays) = (rules.Get("export.part.rows", today).Int, rules.Get("export.keep.days", today).Int);
        if (body.Format is null) throw CommonProblems.FieldRequired.At("/format").AsException();
        if (body.RowsPerPart is { } wanted && (wanted < 1 || wanted > mostRows)) throw ExportProblems.ExportInvalid.At("/rowsPerPart", $"1–{mostRows}").AsException();
        var filter = body.Filter();
        var then = string.IsNullOrEmpty(body.AsOf) ? now : Snapshot.Read(body.AsOf, clock, ExportProblems.ExportInvalid.At("/asOf", body.AsOf));
        // What does not hold the transaction of the write: the log of a refusal stays when that is rolled back.
        await using var connection = await database.OpenConnectionAsync(cancel);
        var elements = body.Elements is null ? await HeldAbout.ElementsAsync(ReturnedPlace(filter.Under, caller), connection, cancel) : filter.Elements;
        var entry = new AuditEntry(now, AuditAction.EXPORT_MADE, caller.Unit, caller.Client) { Under = filter.Under, Period = filter.Period };
        var scope = await ReadScope.OfAsync(elements, filter.Under, caller, Purpose.Read(context), entry, connection, audit, suspend, today, cancel);
        var snapshot = await Snapshot.OfAsync(connection, then, cancel);
        await MayWaitAsync(caller, rules, today, work, cancel);

        var rows = Math.Min(body.RowsPerPart ?? mostRows, body.Format == ExportFormat.XLSX ? XlsxPart.MostRows : int.MaxValue);
        var export = new Export(Guid.CreateVersion7(now), caller.Unit, body, elements, scope.Ranges, snapshot, then, rows, ExportState.PREPARING, now, null, today.AddDays(keepDays));
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO value_export (id, consumer, client, ask, elements, scope, snapshot, as_of, part_rows, state, created_at, keep_until)
            VALUES (@Id, @Consumer, @Client, @ask::jsonb, @elements, @scope::jsonb, @Snapshot, @AsOf, @PartRows, 'PREPARING', @CreatedAt, @KeepUntil)
            """,
            new
            {
                export.Id, export.Consumer, caller.Client, ask = JsonSerializer.Serialize(body, Json.Options), elements = elements.ToArray(),
                scope = JsonSerializer.Serialize(scope.Ranges, Json.Options), export.Snapshot, export.AsOf, export.PartRows, export.CreatedAt, export.KeepUntil,
            }, cancellationToken: cancel));
        await AuditLog.AppendAsync(work.Connection, [entry with { Subject = export.Id, Purpose = scope.Purpose, Bases = scope.Bases, Grants = scope.Grants, Outcome = body.Format.ToString() }], cancel);
        return TypedResults.Created($"/api/exchange/v1/exports/{export.Id}", ExportView.Of(export, []));
    }

    /// <summary>One client cannot keep the queue to itself. Those that it asks for at the same time are counted one after the other.</summary>
    private static async Task MayWaitAsync(Caller caller, Rules rules, DateOnly today, UnitOfWork work, CancellationToken cancel)
    {
        var rule = rules.Get("export.waiting.most", today);
        await work.TakeTurnAsync($"exports/{caller.Client}", cancel);
        var waiting = await work.Connection.ExecuteScalarAsync<int>(new CommandDefinition(
            "SELECT count(*)::int FROM value_export WHERE state = 'PREPARING' AND client = @Client", new { caller.Client }, cancellationToken: cancel));
        if (waiting >= rule.Int) throw ExportProblems.TooManyWaiting.Refuse().With("most", rule.Int).With("waiting", waiting).With("rule", rule.Reference).RetryAfter(ComeAgain).AsException();
    }

    /// <summary>Everything about a place is for that place itself and those above it.</summary>
    private static string ReturnedPlace(string? under, Caller caller)
    {
        var place = under ?? caller.Unit;
        if (!caller.Covers(place)) throw CommonProblems.FieldRequired.At("/elements").AsException();
        return place;
    }
}
