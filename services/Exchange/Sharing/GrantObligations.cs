using System.Text.Json;
using Dapper;
using Datarun.ServiceDefaults.Http;
using Npgsql;

namespace Datarun.Exchange.Sharing;

/// <summary>Keeps what grants oblige their sides to. At most one of a kind is open for each grant.</summary>
public static class GrantObligations
{
    /// <summary>Notes something owed; where one of its kind is open already, that stays as it is.</summary>
    public static Task OweAsync(NpgsqlConnection connection, Obligation owed, CancellationToken cancel) => OweAsync(connection, [owed], cancel);

    /// <summary>Notes what is owed, in one statement.</summary>
    public static Task OweAsync(NpgsqlConnection connection, IReadOnlyList<Obligation> owed, CancellationToken cancel) =>
        owed.Count == 0 ? Task.CompletedTask : connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO grant_obligation (grant_id, kind, number, owed_by, owed_to, since, due_on, provisional, rule)
            SELECT o.grant_id, o.kind, (SELECT count(*) + 1 FROM grant_obligation e WHERE e.grant_id = o.grant_id AND e.kind = o.kind),
                o.owed_by, o.owed_to, o.since, o.due_on, o.provisional, o.rule::jsonb
            FROM unnest(@grants, @kinds, @bys, @tos, @sinces, @dues, @provisionals, @rules) AS o(grant_id, kind, owed_by, owed_to, since, due_on, provisional, rule)
            WHERE NOT EXISTS (SELECT FROM grant_obligation e WHERE e.grant_id = o.grant_id AND e.kind = o.kind AND e.done_at IS NULL AND e.lapsed_at IS NULL)
            """,
            new
            {
                grants = owed.Select(o => o.Grant).ToArray(), kinds = owed.Select(o => o.Kind.ToString()).ToArray(), bys = owed.Select(o => o.OwedBy).ToArray(),
                tos = owed.Select(o => o.OwedTo).ToArray(), sinces = owed.Select(o => o.Since).ToArray(), dues = owed.Select(o => o.DueOn).ToArray(),
                provisionals = owed.Select(o => o.Provisional).ToArray(),
                rules = owed.Select(o => o.Rule is null ? null : JsonSerializer.Serialize(o.Rule, Json.Options)).ToArray(),
            }, cancellationToken: cancel));

    /// <summary>Notes that what is open of a kind was met; answers whether anything was open.</summary>
    public static async Task<bool> MeetAsync(NpgsqlConnection connection, Guid grant, ObligationKind kind, string? note, DateTimeOffset now, CancellationToken cancel) =>
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE grant_obligation SET done_at = @now, note = @note WHERE grant_id = @grant AND kind = @kind AND done_at IS NULL AND lapsed_at IS NULL",
            new { grant, kind = kind.ToString(), note, now }, cancellationToken: cancel)) > 0;

    /// <summary>A grant that ends leaves only the disposal of the data to be owed.</summary>
    public static async Task EndAsync(NpgsqlConnection connection, IReadOnlyList<Obligation> disposals, DateTimeOffset now, CancellationToken cancel)
    {
        if (disposals.Count == 0) return;
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE grant_obligation SET lapsed_at = @now WHERE grant_id = ANY(@grants) AND done_at IS NULL AND lapsed_at IS NULL",
            new { now, grants = disposals.Select(d => d.Grant).ToArray() }, cancellationToken: cancel));
        await OweAsync(connection, disposals, cancel);
    }
}
