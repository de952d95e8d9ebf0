using Datarun.Exchange.Audit;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Exchange.Values;

/// <summary>One page that is asked for.</summary>
/// <param name="Snapshot">The change up to which it sees; null for what is known now.</param>
/// <param name="After">Element, unit and period of the last value of the page before.</param>
public sealed record AskedPage(ValueFilter Filter, long? Snapshot, string[]? After, PageQuery Page, Caller Caller, DateOnly Today)
{
    /// <summary>What the right rests on, what it is, null where there is none, and the page if it could be read in the same round trip.</summary>
    public Task<(IReadOnlyList<ReadFact> Facts, ReadScope? Scope, ValuePage? Page)> WithFactsAsync(string? stated, NpgsqlConnection connection, CancellationToken cancel)
    {
        var hoped = ReadScope.Hoped(Filter.Elements, Filter.Under, stated);
        return PlannedOnce.ReadAsync<(IReadOnlyList<ReadFact>, ReadScope?, ValuePage?)>(
            connection,
            async rows =>
            {
                var facts = ReadScope.Known(await ReadFacts.ReadAsync(rows, cancel), Filter.Elements);
                var scope = ReadScope.Of(facts, Filter.Under, Caller, stated, Today);
                if (scope?.Confirms(hoped) != true) return (facts, scope, null);
                await rows.NextResultAsync(cancel);
                return (facts, scope, await ReadAsync(rows, cancel));
            },
            cancel, ReadFacts.Command(Caller.Unit, Filter.Elements), Command(hoped, "AND (SELECT bool_and(wholly) FROM asked)"));
    }

    /// <summary>The page within a right.</summary>
    public Task<ValuePage> PageAsync(ReadScope scope, NpgsqlConnection connection, CancellationToken cancel) =>
        PlannedOnce.ReadAsync(connection, rows => ReadAsync(rows, cancel), cancel, Command(scope));

    /// <summary>The audit entry of the page: an ordinary read of one element names the keys of its page; any other says what it saw of what.</summary>
    public AuditEntry Entry(AuditEntry entry, ReadScope scope, ValuePage values)
    {
        entry = entry with { Element = Single, Purpose = scope.Purpose, Bases = scope.Bases, Grants = scope.Grants, Rows = values.Count };
        return IsOrdinary
            ? entry with { Ranges = scope.Readings[0].Reading.Ranges, First = values.First?[1..], Last = values.Last?[1..] }
            : entry with
            {
                Bulk = new BulkRead(
                    Snapshot ?? values.Head, scope.Between(values.First?[0], values.Last?[0]), values.First, values.Last, Period: Filter.Period, From: Filter.From, To: Filter.To, Digits: Filter.Digits),
            };
    }

    private string? Single => Filter.Elements is [var one] ? one : null;

    private bool IsOrdinary => Single is not null && Snapshot is null && Filter is { From: null, To: null, Digits: null };

    private Task<ValuePage> ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => ValuePage.ReadAsync(rows, Page, IsOrdinary ? Single : null, cancel);

    private NpgsqlBatchCommand Command(ReadScope scope, string onlyIf = "")
    {
        var command = new NpgsqlBatchCommand(
            $"""
            WITH {ReadScope.AskedSql}
            SELECT found.*{(IsOrdinary ? "" : ", (SELECT max(change) FROM value_stamp) AS head")}
            FROM asked CROSS JOIN LATERAL (
                SELECT {(IsOrdinary ? ValuePage.ColumnsOfOne : ValuePage.Columns)} FROM {(Snapshot is null ? "value_copy v" : "value_version v")}
                WHERE v.element = asked.element AND v.unit >= asked.unit_from AND v.unit < asked.unit_to
                  {(After is null ? "" : "AND (v.element, v.unit, v.period) > (@afterElement, @afterUnit, @afterPeriod)")}
                  {(Snapshot is null ? "" : "AND v.change <= @snapshot AND v.replaced_by > @snapshot")}
                  {Filter.AndSql} AND {ReadScope.MayReadSql}
                ORDER BY v.unit, v.period LIMIT @limit) found
            WHERE asked.element COLLATE "C" >= @afterElement {onlyIf}
            {(Single is null ? "ORDER BY found.element, found.unit, found.period" : "")} LIMIT @limit
            """);
        foreach (var (name, value) in scope.Parameters(Caller, Today).Concat(Filter.Parameters))
            command.Parameters.Add(new NpgsqlParameter(name, value));
        command.Parameters.AddWithValue("snapshot", Snapshot ?? 0);
        command.Parameters.AddWithValue("afterElement", After?[0] ?? "");
        command.Parameters.AddWithValue("afterUnit", After?[1] ?? "");
        command.Parameters.AddWithValue("afterPeriod", After?[2] ?? "");
        command.Parameters.AddWithValue("limit", Page.Size + 1);
        return command;
    }
}
