using System.Text.Json;
using Dapper;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Proceedings;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Exchange.Sharing;

/// <summary>
/// Once a year's holiday notice is out, the days that were provisional for want of it are computed again: once, from the same day and by the same
/// version of the rule, with the old and the new day on record.
/// </summary>
public static class RecomputeDeadlines
{
    private const int Batch = 500;

    private const string Provisional =
        """
        SELECT 'SHARING_REQUEST' AS table, r.id, '' AS kind, 0 AS number, coalesce(d.reopened_on, r.supplemented_on, r.received_on) AS since, r.rule::text AS rule, r.reply_due_on AS due_on,
            CASE WHEN d.reopened_on IS NULL THEN consented_workdays(r.id) ELSE 0 END AS extra,
            concat_ws(' ', r.consumer, r.provider) AS tells
        FROM sharing_request r LEFT JOIN sharing_dispute d ON d.request_id = r.id
        WHERE r.provisional AND r.state IN ('PENDING', 'OVERDUE') ORDER BY r.id LIMIT @Batch FOR UPDATE OF r SKIP LOCKED;
        SELECT 'GRANT' AS table, o.grant_id AS id, o.kind, o.number, o.since, o.rule::text AS rule, o.due_on, 0 AS extra, concat_ws(' ', o.owed_by, o.owed_to) AS tells
        FROM grant_obligation o WHERE o.provisional AND o.done_at IS NULL AND o.lapsed_at IS NULL ORDER BY o.grant_id, o.kind LIMIT @Batch FOR UPDATE SKIP LOCKED;
        SELECT 'CORRECTION' AS table, c.id, '' AS kind, 0 AS number, c.received_on AS since, c.rule::text AS rule, c.due_on, 0 AS extra, concat_ws(' ', c.asked_by, c.source) AS tells
        FROM correction c WHERE c.provisional AND c.state = 'OPEN' ORDER BY c.id LIMIT @Batch FOR UPDATE SKIP LOCKED;
        SELECT 'CATALOGUE_' || d.kind AS table, d.id, '' AS kind, 0 AS number, d.since, d.rule::text AS rule, d.due_on,
            consented_workdays(d.id) AS extra, concat_ws(' ', d.owed_by, d.owed_to) AS tells
        FROM catalogue_deadline d WHERE d.provisional AND d.done_at IS NULL ORDER BY d.id LIMIT @Batch FOR UPDATE SKIP LOCKED
        """;

    /// <summary>Computes again what the calendar can now say for certain; answers whether more may wait.</summary>
    public static async Task<bool> RunAsync(UnitOfWork work, Rules rules, WorkdayCalendar calendar, DateTimeOffset now, DateOnly today, CancellationToken cancel)
    {
        var rows = new List<Row>();
        var fullest = 0;
        await using (var results = await work.Connection.QueryMultipleAsync(new CommandDefinition(Provisional, new { Batch }, cancellationToken: cancel)))
        {
            while (!results.IsConsumed)
            {
                var some = (await results.ReadAsync<Row>()).AsList();
                fullest = Math.Max(fullest, some.Count);
                rows.AddRange(some);
            }
        }
        var certain = rows.Select(r => (Row: r, Due: RequestClock.DueOn(r.Since, JsonSerializer.Deserialize<RuleReference>(r.Rule, Json.Options)!, r.Extra, rules, calendar)))
            .Where(r => !r.Due.Provisional).ToList();
        if (certain.Count == 0) return false; // What is left reaches a year that nobody has published yet.
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            WITH recomputed AS (
                SELECT * FROM unnest(@tables, @ids, @kinds, @numbers, @dues) AS n(of, id, kind, number, due_on)
            ), requests AS (
                UPDATE sharing_request r SET reply_due_on = n.due_on, provisional = false, state = CASE WHEN n.due_on >= @today THEN 'PENDING' ELSE r.state END,
                    overdue_since = CASE WHEN n.due_on >= @today THEN NULL ELSE r.overdue_since END
                FROM recomputed n WHERE n.of = 'SHARING_REQUEST' AND r.id = n.id
            ), obligations AS (
                UPDATE grant_obligation o SET due_on = n.due_on, provisional = false, overdue_since = CASE WHEN n.due_on >= @today THEN NULL ELSE o.overdue_since END
                FROM recomputed n WHERE n.of = 'GRANT' AND (o.grant_id, o.kind, o.number) = (n.id, n.kind, n.number)
            ), grants AS (
                UPDATE sharing_grant g SET deliver_by = n.due_on, provisional = false FROM recomputed n WHERE n.of = 'GRANT' AND n.kind = 'DELIVERY' AND g.id = n.id
            ), deadlines AS (
                UPDATE catalogue_deadline d SET due_on = n.due_on, provisional = false, overdue_since = CASE WHEN n.due_on >= @today THEN NULL ELSE d.overdue_since END
                FROM recomputed n WHERE n.of = 'CATALOGUE_' || d.kind AND d.id = n.id
            ), reviews AS (
                UPDATE dataset s SET review_due_on = n.due_on, provisional = false
                FROM recomputed n JOIN catalogue_deadline d ON d.id = n.id WHERE n.of = 'CATALOGUE_REVIEW' AND s.code = d.dataset AND s.state = 'IN_REVIEW'
            )
            UPDATE correction c SET due_on = n.due_on, provisional = false, overdue_since = CASE WHEN n.due_on >= @today THEN NULL ELSE c.overdue_since END
            FROM recomputed n WHERE n.of = 'CORRECTION' AND c.id = n.id
            """,
            new
            {
                today, tables = certain.Select(r => r.Row.Table).ToArray(), ids = certain.Select(r => r.Row.Id).ToArray(), kinds = certain.Select(r => r.Row.Kind).ToArray(),
                numbers = certain.Select(r => r.Row.Number).ToArray(), dues = certain.Select(r => r.Due.On).ToArray(),
            }, cancellationToken: cancel));
        await RecordSteps.RunAsync(work.Connection, certain.ConvertAll(r =>
            new ProceedingStep(Enum.Parse<SubjectKind>(r.Row.Table), r.Row.Id, StepKind.DEADLINE_RECOMPUTED, now, ProceedingStep.Time)
            {
                WasDueOn = r.Row.DueOn, DueOn = r.Due.On, Tells = r.Row.Tells.Split(' '), Reason = r.Row.Kind.Length > 0 ? r.Row.Kind : null,
            }), cancel);
        await AuditLog.AppendAsync(work.Connection, certain.Select(r =>
            new AuditEntry(now, AuditAction.DEADLINE_RECOMPUTED, r.Row.Tells.Split(' ')[0], ProceedingStep.Time) { Subject = r.Row.Id, Outcome = $"{r.Row.DueOn:O} {r.Due.On:O} {calendar.Version}" }), cancel);
        return fullest == Batch;
    }

    private sealed record Row
    {
        public string Table { get; init; } = "";
        public Guid Id { get; init; }
        public string Kind { get; init; } = "";
        public int Number { get; init; }
        public DateOnly Since { get; init; }
        public string Rule { get; init; } = "";
        public DateOnly DueOn { get; init; }
        public int Extra { get; init; }
        public string Tells { get; init; } = "";
    }
}
