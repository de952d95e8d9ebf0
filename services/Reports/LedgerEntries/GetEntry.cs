using System.Text.Json;
using Dapper;
using Datarun.Reports.Ledgers;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.LedgerEntries;

public static class GetEntry
{
    private const int MostVersions = 1000;

    /// <summary>An entry with its history.</summary>
    /// <param name="History">Every change, newest first; the newest 1,000.</param>
    public sealed record Answer(EntryView Entry, IReadOnlyList<Change> History);

    /// <summary>One change.</summary>
    /// <param name="Act">CREATED, CHANGED or CLOSED.</param>
    /// <param name="Unit">The unit that made it.</param>
    /// <param name="Client">The client that made it.</param>
    public sealed record Change(
        int Version, string Act, DateTimeOffset At, string Unit, string Client, DateOnly? ValidFrom, DateOnly? ValidTo, string? Reason, IReadOnlyList<ChangedField> Fields);

    /// <summary>What became of a field; null where it had or has no value.</summary>
    public sealed record ChangedField(string Field, JsonElement? Before, JsonElement? After);

    /// <summary>An entry, whole, with who changed what and when.</summary>
    public static async Task<Results<Ok<Answer>, Refused>> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource database, HttpContext context, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (await KeepEntry.FindAsync(id, forUpdate: false, connection, cancel) is not var (entry, ledger)) return LedgerProblems.EntryUnknown.Refuse();
        EntryRights.MustSee(caller, ledger, entry.Unit);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            SELECT version, act, valid_from, valid_to, data, reason, client, made_by, made_at, lag(data) OVER (ORDER BY version) AS before
            FROM ledger_history WHERE entry = @id ORDER BY version DESC LIMIT {MostVersions}
            """, new { id }, cancellationToken: cancel))).Select(r => r.Change).ToList();
        ETags.Give(context, entry.Version);
        return TypedResults.Ok(new Answer(entry.View(ledger, masked: false), rows));
    }

    private sealed record Row
    {
        public int Version { get; init; }
        public string Act { get; init; } = "";
        public DateOnly ValidFrom { get; init; }
        public DateOnly? ValidTo { get; init; }
        public string Data { get; init; } = "{}";
        public string? Before { get; init; }
        public string? Reason { get; init; }
        public string Client { get; init; } = "";
        public string MadeBy { get; init; } = "";
        public DateTimeOffset MadeAt { get; init; }

        public Change Change
        {
            get
            {
                var (was, now) = (JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Before ?? "{}")!, JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Data)!);
                return new(Version, Act, MadeAt, MadeBy, Client, EntryRow.DayOrNull(ValidFrom), ValidTo, Reason,
                [
                    .. was.Keys.Union(now.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                        .Where(f => !MergeEdits.Same(MergeEdits.Of(was, f), MergeEdits.Of(now, f)))
                        .Select(f => new ChangedField(f, MergeEdits.Of(was, f), MergeEdits.Of(now, f))),
                ]);
            }
        }
    }
}
