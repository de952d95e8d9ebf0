using System.Globalization;
using Dapper;
using Datarun.Contracts;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Exchange.Audit;

/// <summary>Reads the audit log.</summary>
public static class ListAudit
{
    private const int MostLookedAt = 50_000; // Of a small area little is found among so many: the next page goes on.

    /// <summary>An entry with its number and hash.</summary>
    /// <param name="Number">Consecutive from 1 in the whole log: a gap in it would be seen.</param>
    /// <param name="Entry">What happened.</param>
    /// <param name="Text">The entry as it was hashed, byte for byte.</param>
    /// <param name="Hash">SHA-256, hexadecimal, over the hash before (32 zero bytes before the first), the number, a line feed and the text.</param>
    public sealed record Item(long Number, RawJson Entry, string Text, string Hash);

    /// <summary>
    /// Reads the log from a number on, oldest first: what bodies of the auditor's area did; a page may be short or empty although <c>next</c> says that there is more. That of the whole country reads every entry, and the hashes can be computed again from them.
    /// </summary>
    public static async Task<Ok<Page<Item>>> HandleAsync([AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        if (!long.TryParse(page.After ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var after)) throw CommonProblems.CursorInvalid.At("?after").AsException();
        var (from, to) = UnitRange.OverseenBy(caller, Role.AUDITOR);
        await using var connection = await database.OpenConnectionAsync(cancel);
        var upTo = after > long.MaxValue - MostLookedAt ? long.MaxValue : after + MostLookedAt;
        await using var answers = await connection.QueryMultipleAsync(new CommandDefinition(
            """
            SELECT coalesce(max(number), 0) FROM audit_entry;
            SELECT number, entry, hash FROM audit_entry WHERE number > @after AND number <= @upTo AND consumer COLLATE "C" >= @from AND consumer COLLATE "C" < @to ORDER BY number LIMIT @limit
            """, new { after, upTo, from, to, limit = page.Size }, cancellationToken: cancel));
        var last = await answers.ReadSingleAsync<long>();
        var items = (await answers.ReadAsync<(long Number, string Entry, byte[] Hash)>()).Select(r => new Item(r.Number, new RawJson(r.Entry), r.Entry, Convert.ToHexStringLower(r.Hash))).ToList();
        long? next = items.Count == page.Size ? items[^1].Number : upTo < last ? upTo : null;
        return TypedResults.Ok(new Page<Item>(items, next?.ToString(CultureInfo.InvariantCulture)));
    }
}
