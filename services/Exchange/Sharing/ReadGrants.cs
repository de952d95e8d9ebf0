using System.Text.Json;
using Dapper;
using Datarun.Exchange.Proceedings;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Exchange.Sharing;

/// <summary>Reads grants with what they oblige their sides to.</summary>
public static class ReadGrants
{
    /// <summary>One.</summary>
    public static async Task<GrantView> WithObligationsAsync(NpgsqlConnection connection, SharingGrant grant, CancellationToken cancel) =>
        (await WithObligationsAsync(connection, [grant], cancel))[0];

    /// <summary>One, with its history.</summary>
    public static async Task<GrantView> WholeAsync(NpgsqlConnection connection, SharingGrant grant, CancellationToken cancel) =>
        await WithObligationsAsync(connection, grant, cancel) with { History = await ReadHistory.OfAsync(connection, grant.Id, cancel) };

    /// <summary>Several, in their order, by one statement.</summary>
    public static async Task<IReadOnlyList<GrantView>> WithObligationsAsync(NpgsqlConnection connection, IReadOnlyList<SharingGrant> grants, CancellationToken cancel)
    {
        var owed = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT grant_id, kind, number, owed_by, due_on, provisional, rule::text AS rule, overdue_since, done_at, lapsed_at, note
            FROM grant_obligation WHERE grant_id = ANY(@ids) ORDER BY grant_id, since, kind, number
            """, new { ids = grants.Select(g => g.Id).ToArray() }, cancellationToken: cancel))).ToLookup(r => r.GrantId, r => r.View);
        return grants.Select(g => GrantView.Of(g) with { Obligations = [.. owed[g.Id]] }).ToList();
    }

    private sealed record Row
    {
        public Guid GrantId { get; init; }
        public ObligationKind Kind { get; init; }
        public int Number { get; init; }
        public string OwedBy { get; init; } = "";
        public DateOnly DueOn { get; init; }
        public bool Provisional { get; init; }
        public string? Rule { get; init; }
        public DateTimeOffset? OverdueSince { get; init; }
        public DateTimeOffset? DoneAt { get; init; }
        public DateTimeOffset? LapsedAt { get; init; }
        public string? Note { get; init; }

        public ObligationView View => new(
            Kind, Number, OwedBy, DueOn, Provisional, Rule is null ? null : JsonSerializer.Deserialize<RuleReference>(Rule, Json.Options), OverdueSince, DoneAt, LapsedAt, Note);
    }
}
