using Dapper;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Proceedings;
using Npgsql;

namespace Datarun.Exchange.Sharing;

/// <summary>Looks at what is owed under grants: what was delivered, and what is late.</summary>
public static class WatchObligations
{
    /// <summary>
    /// API and SUBSCRIPTION are delivered through this platform: as soon as each granted element has a value in the area, the provider has delivered.
    /// A FILE is delivered when its provider says so.
    /// </summary>
    public static async Task<IReadOnlyList<ProceedingStep>> FindDeliveredAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancel) =>
        (await connection.QueryAsync<(Guid Grant, string Consumer, string Provider)>(new CommandDefinition(
            """
            UPDATE grant_obligation o SET done_at = @now FROM sharing_grant g
            WHERE o.grant_id = g.id AND o.kind = 'DELIVERY' AND o.done_at IS NULL AND o.lapsed_at IS NULL AND g.method <> 'FILE' AND g.state = 'ACTIVE'
              AND NOT EXISTS (SELECT FROM unnest(g.elements) AS e WHERE NOT EXISTS (
                  SELECT FROM value_copy v WHERE v.element = e COLLATE "C" AND v.unit >= g.unit_from AND v.unit < g.unit_to))
            RETURNING g.id, g.consumer, g.provider
            """, new { now }, cancellationToken: cancel)))
            .Select(d => new ProceedingStep(SubjectKind.GRANT, d.Grant, StepKind.DELIVERED, now, ProceedingStep.Time) { Tells = [d.Consumer, d.Provider] }).ToList();

    /// <summary>Marks what is late (nobody delivers under a suspended grant), each once.</summary>
    public static async Task<IReadOnlyList<MissedDeadline>> MarkOverdueAsync(NpgsqlConnection connection, DateTimeOffset now, DateOnly today, int batch, CancellationToken cancel) =>
        (await connection.QueryAsync<Late>(new CommandDefinition(
            """
            UPDATE grant_obligation o SET overdue_since = @now
            FROM (SELECT n.grant_id, n.kind, n.number FROM grant_obligation n JOIN sharing_grant a ON a.id = n.grant_id
                WHERE n.done_at IS NULL AND n.lapsed_at IS NULL AND n.overdue_since IS NULL AND n.due_on < @today AND (n.kind <> 'DELIVERY' OR a.state = 'ACTIVE')
                ORDER BY n.due_on, n.grant_id LIMIT @batch FOR UPDATE OF n SKIP LOCKED) d, sharing_grant g
            WHERE (o.grant_id, o.kind, o.number) = (d.grant_id, d.kind, d.number) AND g.id = o.grant_id
            RETURNING o.grant_id AS grant, o.kind, o.owed_by, o.owed_to, o.due_on, g.provider
            """, new { now, today, batch }, cancellationToken: cancel))).Select(one => one.Missed()).ToList();

    private sealed record Late
    {
        public Guid Grant { get; init; }
        public ObligationKind Kind { get; init; }
        public string OwedBy { get; init; } = "";
        public string OwedTo { get; init; } = "";
        public DateOnly DueOn { get; init; }
        public string Provider { get; init; } = "";

        public MissedDeadline Missed()
        {
            var (step, name) = Kind switch
            {
                ObligationKind.DELIVERY => (StepKind.DELIVERY_OVERDUE, "DELIVERY"),
                ObligationKind.CORRECTION => (StepKind.CORRECTION_OVERDUE, "MISUSE_CORRECTION"),
                _ => (StepKind.DISPOSAL_OVERDUE, "DISPOSAL"),
            };
            return new(SubjectKind.GRANT, Grant, name, OwedBy, OwedTo, DueOn, Authority.AreaOf(Provider)) { Step = step, Action = AuditAction.OBLIGATION_OVERDUE };
        }
    }
}
