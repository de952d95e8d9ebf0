using System.Globalization;
using System.Text;
using Dapper;
using Datarun.Contracts;
using Datarun.Exchange.Audit;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Exchange.Subscriptions;

/// <summary>Replays a consumer's events.</summary>
public static class ReadFeed
{
    /// <summary>An event with its number.</summary>
    /// <param name="Sequence">Consecutive for this consumer: a gap would be seen.</param>
    /// <param name="Event">The CloudEvent, see the messages of <c>/asyncapi/exchange.json</c>; null where it is withheld.</param>
    /// <param name="Withheld">Whether the caller may not read it now, for example because its grant is suspended: read the number again when it may.</param>
    public sealed record Item(long Sequence, RawJson? Event, bool Withheld = false);

    /// <summary>
    /// The events of the caller's unit after a sequence number, oldest first: what its subscriptions are sent, and corrections of what it has read. Numbers are
    /// consecutive also where an event is withheld.
    /// </summary>
    public static async Task<Ok<Page<Item>>> HandleAsync(
        [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, AuditLog audit, TimeProvider clock, CancellationToken cancel)
    {
        if (!long.TryParse(page.After is { Length: > 0 } given ? given : "0", NumberStyles.None, CultureInfo.InvariantCulture, out var after)) throw CommonProblems.CursorInvalid.At("?after").AsException();
        await using var connection = await database.OpenConnectionAsync(cancel);
        // Numbers are consecutive, so a page's are known before it is read.
        var rows = (await connection.QueryAsync<ToldChange>(new CommandDefinition(
            """
            SELECT c.number, c.event_id, c.type, c.element, c.unit, c.data::text AS data, c.at
            FROM feed_run f CROSS JOIN unnest(f.changes) x CROSS JOIN generate_series(lower(x), upper(x) - 1) n JOIN feed_change c ON c.number = n
            WHERE f.consumer = @Unit AND f.first > @after - @Block AND f.first <= @after + @limit AND number_of(f.first, f.changes, n) BETWEEN @after + 1 AND @after + @limit
            ORDER BY c.number
            """, new { caller.Unit, after = Math.Min(after, long.MaxValue / 2), limit = page.Size + 1, NumberRuns.Block }, cancellationToken: cancel))).AsList();
        var closed = await MayTell.NotAsync(connection, caller.Unit, caller.Is(Role.DEPARTMENT), rows, clock.Today(), cancel);
        await connection.CloseAsync();
        var items = rows.Take(page.Size).Select((c, i) => closed.Contains(c.Number) ? new Item(after + 1 + i, null, Withheld: true)
            : new Item(after + 1 + i, new RawJson(Encoding.UTF8.GetString(c.Body(after + 1 + i))))).ToList();
        var shown = items.FindAll(i => !i.Withheld);
        if (shown.Count > 0)
        {
            await audit.AppendAsync(new AuditEntry(clock.GetUtcNow(), AuditAction.FEED_READ, caller.Unit, caller.Client)
            {
                Rows = shown.Count, Sequences = AuditEntry.RangesOf(shown.Select(i => i.Sequence)),
            }, cancel);
        }
        return TypedResults.Ok(new Page<Item>(items, rows.Count > items.Count ? items[^1].Sequence.ToString(CultureInfo.InvariantCulture) : null));
    }
}
