using System.Globalization;
using Dapper;
using Datarun.Contracts;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Sharing;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Exchange.Values;

/// <summary>Reads what has changed, so that a copy elsewhere can follow.</summary>
public static class ReadChanges
{
    /// <summary>A value as it is now, with the number of the change that made it so.</summary>
    /// <param name="Change">Grows with every change of any value, in the order of the commits.</param>
    public sealed record Item(string Element, string Unit, string Period, RawJson Value, int Version, ValueOrigin Source, long Change);

    /// <summary>Changes in their order.</summary>
    /// <param name="Next">Pass it as <c>after</c> to go on now; null where nothing more has changed yet.</param>
    /// <param name="Cursor">Pass it as <c>after</c> to go on later: everything up to it has been answered.</param>
    public sealed record Changes(IReadOnlyList<Item> Items, string? Next, string Cursor);

    /// <summary>
    /// The values that became known, changed or were corrected since a cursor, in the order of their changes, each as it is now: one that
    /// changed five times since comes once. <c>after</c> is the <c>cursor</c> or <c>next</c> of the answer before; without it everything comes. Rights, purpose and audit are those of
    /// <c>GET values</c>; whoever is given a new grant reads what it opens once from the beginning.
    /// </summary>
    public static async Task<Ok<Changes>> HandleAsync(
        [AsParameters] ValueQuery query, [AsParameters] PageQuery page, Caller caller, HttpContext context,
        NpgsqlDataSource database, AuditLog audit, SuspendMisused suspend, TimeProvider clock, CancellationToken cancel)
    {
        var filter = query.Filter();
        if (!long.TryParse(page.After is { Length: > 0 } given ? given : "0", NumberStyles.None, CultureInfo.InvariantCulture, out var after)) throw CommonProblems.CursorInvalid.At("?after").AsException();
        var (size, today) = (page.Size, clock.Today());
        await using var connection = await database.OpenConnectionAsync(cancel);
        var entry = new AuditEntry(clock.GetUtcNow(), AuditAction.READ, caller.Unit, caller.Client) { Under = filter.Under, Period = filter.Period };
        var scope = await ReadScope.OfAsync(filter.Elements, filter.Under, caller, Purpose.Read(context), entry, connection, audit, suspend, today, cancel);
        var parameters = new DynamicParameters(scope.Parameters(caller, today).Concat(filter.Parameters));
        parameters.AddDynamicParams(new { after, limit = size + 1 });
        // One statement sees the newest change and all up to it: whoever sees a number sees all lower ones (TakeValues).
        var rows = (await connection.QueryAsync<ValueRow>(new CommandDefinition(
            $"""
            WITH {ReadScope.AskedSql}
            SELECT found.*, head.change AS head FROM (SELECT max(change) AS change FROM value_stamp) head LEFT JOIN LATERAL (
                SELECT one.* FROM asked CROSS JOIN LATERAL (
                    SELECT {ValueRow.Columns} FROM value_copy v
                    WHERE v.element = asked.element AND v.change > @after AND v.unit >= asked.unit_from AND v.unit < asked.unit_to{filter.AndSql} AND {ReadScope.MayReadSql}
                    ORDER BY v.change LIMIT @limit) one
                ORDER BY one.change LIMIT @limit) found ON true
            ORDER BY found.change
            """, parameters, cancellationToken: cancel))).AsList();
        await connection.CloseAsync();

        var head = rows[0].Head;
        if (after > head) throw CommonProblems.CursorInvalid.At("?after", $"≤ {head}").AsException();
        var found = rows.Where(r => r.Element.Length > 0).ToList();
        var items = found.Take(size).Select(r => new Item(r.Element, r.Unit, r.Period, new RawJson(r.Value), r.Version, r.Item.Source, r.Change)).ToList();
        var upTo = found.Count > size ? items[^1].Change : head;
        if (items.Count > 0)
        {
            await audit.AppendAsync(entry with
            {
                Purpose = scope.Purpose, Bases = scope.Bases, Grants = scope.Grants, Rows = items.Count,
                Bulk = new BulkRead(head, scope.Ranges, Changes: [after, upTo], Period: filter.Period, From: filter.From, To: filter.To, Digits: filter.Digits),
            }, cancel);
        }
        var cursor = upTo.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Ok(new Changes(items, found.Count > size ? cursor : null, cursor));
    }
}
