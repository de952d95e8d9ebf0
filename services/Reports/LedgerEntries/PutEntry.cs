using System.Globalization;
using System.Text.Json;
using Dapper;
using Datarun.Reports.Ledgers;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.LedgerEntries;

public static class PutEntry
{
    /// <summary>What an entry says from now on.</summary>
    /// <param name="Values">All of its values, by field.</param>
    /// <param name="ValidFrom">First day of what is new; what was said before holds until the day before. Without it the entry is put right as if it had always said so.</param>
    /// <param name="Merge">Where the entry was changed since the version in If-Match: join both edits if they touch different fields.</param>
    public sealed record Body(IReadOnlyDictionary<string, JsonElement> Values, DateOnly? ValidFrom = null, bool Merge = false);

    /// <summary>
    /// Changes an entry. With a stale If-Match it answers 412 with <c>conflict</c>: both versions and the one they came from, field by field;
    /// with <c>merge</c>, edits that touch different fields are joined instead, and only real conflicts answer so.
    /// </summary>
    public static async Task<Results<Ok<EntryView>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        if (await KeepEntry.FindAsync(id, forUpdate: false, work.Connection, cancel) is not var (seen, ledger)) return LedgerProblems.EntryUnknown.Refuse();
        caller.MustCover(seen.Unit);
        await FindLedger.LockAsync(ledger.Code, alone: false, work.Connection, cancel);
        (var before, ledger) = (await KeepEntry.FindAsync(id, forUpdate: true, work.Connection, cancel))!.Value;
        var read = CheckEntry.Of(ledger, body.Values, body.ValidFrom);
        if (read.Errors.Count > 0) return PostEntry.Refuse(read.Errors);
        var wanted = context.Request.Headers.IfMatch.ToString();
        if (!ETags.Matches(wanted, before.Version))
        {
            if (await FromAsync(id, wanted, work.Connection, cancel) is not var (version, from)) return CommonProblems.VersionStale.Refuse();
            var (merged, conflicts) = MergeEdits.Of(from, Values(before.Data), read.Data);
            if (!body.Merge || conflicts.Count > 0)
                return CommonProblems.VersionStale.Refuse().With("conflict", new EntryConflict(
                    version, before.Version, JsonSerializer.SerializeToElement(from), JsonElement.Parse(before.Data), JsonElement.Parse(read.Json), conflicts));
            read = CheckEntry.Of(ledger, merged, body.ValidFrom);
            if (read.Errors.Count > 0) return PostEntry.Refuse(read.Errors);
        }
        if (before.ValidTo is { } closed) return LedgerProblems.EntryClosed.Refuse().With("validTo", closed);
        var first = read.ValidFrom ?? before.ValidFrom;
        if (!ledger.IsOfEvents && first < before.ValidFrom) return LedgerProblems.ValidFromInvalid.At("/validFrom", $"≥ {before.ValidFrom:yyyy-MM-dd}");
        if (JsonElement.DeepEquals(JsonElement.Parse(before.Data), JsonElement.Parse(read.Json)))
        {
            ETags.Give(context, before.Version);
            return TypedResults.Ok(before.View(ledger, masked: false));
        }
        if (read.Key != before.Key && await KeepEntry.OpenAsync(ledger, before.Unit, read.Key, work.Connection, cancel) is { } other)
            return LedgerProblems.EntryExists.Refuse().With("entry", other);
        var entry = before with { Key = read.Key, Version = before.Version + 1, ValidFrom = first, Data = read.Json, ChangedAt = clock.GetUtcNow() };
        await KeepEntry.StoreAsync(entry, before.ValidFrom, "CHANGED", null, ledger, caller, work, cancel);
        ETags.Give(context, entry.Version);
        return TypedResults.Ok(entry.View(ledger, masked: false));
    }

    /// <summary>The version that the sender had read; null where If-Match names none of this entry.</summary>
    private static async Task<(int Version, Dictionary<string, JsonElement> Values)?> FromAsync(Guid id, string wanted, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (!int.TryParse(wanted.Trim().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)) return null;
        var data = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT data FROM ledger_history WHERE entry = @id AND version = @version", new { id, version }, cancellationToken: cancel));
        return data is null ? null : (version, Values(data));
    }

    private static Dictionary<string, JsonElement> Values(string data) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(data)!;
}
