using Datarun.Exchange.Audit;
using Datarun.Exchange.Sharing;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Exchange.Values;

/// <summary>Reads values; every read is in the audit log before its answer leaves.</summary>
public static class ReadValues
{
    /// <summary>
    /// Reads the values that the caller may read, by element, unit and period, each with version and source. A CONDITIONAL element needs a
    /// grant and its purpose in <c>X-Purpose</c> (percent-encoded UTF-8, or as it is); a place reads all about itself and below. Of several
    /// elements each must be readable, or the answer says which is not.
    /// </summary>
    /// <param name="asOf">What was known then: an RFC 3339 instant, or a day to its end. Pages of one question take the same <c>asOf</c>.</param>
    public static async Task<ValuePage> HandleAsync(
        [AsParameters] ValueQuery query, string? asOf, [AsParameters] PageQuery page, Caller caller, HttpContext context,
        NpgsqlDataSource database, AuditLog audit, SuspendMisused suspend, TimeProvider clock, CancellationToken cancel)
    {
        var filter = query.Filter();
        var after = page.Keys(3);
        var (at, today) = (clock.GetUtcNow(), clock.Today());
        var then = string.IsNullOrEmpty(asOf) ? (DateTimeOffset?)null : Snapshot.Read(asOf, clock, CommonProblems.ParameterInvalid.At("?asOf", asOf));

        await using var connection = await database.OpenConnectionAsync(cancel);
        var entry = new AuditEntry(at, AuditAction.READ, caller.Unit, caller.Client) { Under = filter.Under, Period = filter.Period };
        var scope = await ReadScope.OfAsync(filter.Elements, filter.Under, caller, Purpose.Read(context), entry, connection, audit, suspend, today, cancel);
        var snapshot = then is { } instant ? await Snapshot.OfAsync(connection, instant, cancel) : (long?)null;
        var values = await PageAsync(filter, scope, snapshot, after, page, caller, today, connection, cancel);
        await connection.CloseAsync();

        await audit.AppendAsync(Entry(entry, filter, scope, snapshot, values), cancel);
        if (snapshot < values.Head) await Corrections.TellLateReaders.RunAsync(database, snapshot.Value, filter.Elements, clock, cancel);
        return values;
    }

    private static async Task<ValuePage> PageAsync(
        ValueFilter filter, ReadScope scope, long? snapshot, string[]? after, PageQuery page, Caller caller, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        var parameters = scope.Parameters(caller, today);
        var hulls = scope.Readings.Select(r => UnitRange.Hull(r.Reading.Ranges)).ToList();
        parameters.AddDynamicParams(new
        {
            froms = hulls.Select(h => h.From).ToArray(), tos = hulls.Select(h => h.To).ToArray(), filter.Period, firstDay = filter.From, lastDay = filter.To, filter.Digits,
            snapshot, afterElement = after?[0] ?? "", afterUnit = after?[1] ?? "", afterPeriod = after?[2] ?? "", limit = page.Size + 1,
        });
        // One element comes in the order of its key; what is left is to merge several.
        var order = scope.Readings.Count == 1 ? "" : "ORDER BY found.element, found.unit, found.period";
        return await PlannedOnce.ReadAsync(
            connection,
            $"""
            WITH {ReadScope.AskedSql}
            SELECT found.*, (SELECT max(change) FROM value_stamp) AS head
            FROM asked CROSS JOIN LATERAL (
                SELECT {ValuePage.Columns} FROM {(snapshot is null ? "value_copy v" : "value_version v")}
                WHERE v.element = asked.element AND v.unit >= asked.unit_from AND v.unit < asked.unit_to {(after is null ? "" : "AND (v.element, v.unit, v.period) > (@afterElement, @afterUnit, @afterPeriod)")}
                  {(snapshot is null ? "" : "AND v.change <= @snapshot AND v.replaced_by > @snapshot")}
                  {filter.AndSql} AND {ReadScope.MayReadSql}
                ORDER BY v.unit, v.period LIMIT @limit) found
            WHERE asked.element COLLATE "C" >= @afterElement
            {order} LIMIT @limit
            """, parameters, rows => ValuePage.ReadAsync(rows, page, cancel), cancel);
    }

    /// <summary>An ordinary read of one element names the keys of its page; any other says what it saw of what.</summary>
    private static AuditEntry Entry(AuditEntry entry, ValueFilter filter, ReadScope scope, long? snapshot, ValuePage values)
    {
        var single = filter.Elements is [var one] ? one : null;
        entry = entry with { Element = single, Purpose = scope.Purpose, Bases = scope.Bases, Grants = scope.Grants, Rows = values.Count };
        if (single is not null && snapshot is null && filter is { From: null, To: null, Digits: null })
            return entry with { Ranges = scope.Readings[0].Reading.Ranges, First = values.First?[1..], Last = values.Last?[1..] };
        return entry with
        {
            Bulk = new BulkRead(
                snapshot ?? values.Head, scope.Between(values.First?[0], values.Last?[0]), values.First, values.Last, Period: filter.Period, From: filter.From, To: filter.To, Digits: filter.Digits),
        };
    }
}
