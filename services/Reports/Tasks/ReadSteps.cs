using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Reports.Tasks;

/// <summary>One thing that happened to a task.</summary>
/// <param name="Kind">FILED, ACCEPTED, RETURNED, COMPLETED, REFUSED, REFUSAL_WITHDRAWN, EXTENSION_ASKED, EXTENSION_DECLINED, EXTENDED or RECALLED.</param>
/// <param name="At">When.</param>
/// <param name="By">The unit that did it: who filed, who reviewed, the department.</param>
/// <param name="Client">The client that acted for it; null where none is kept.</param>
/// <param name="Level">The level that reviewed.</param>
/// <param name="FilingVersion">The version of the filing that it is about.</param>
/// <param name="Reason">Why.</param>
/// <param name="DueOn">The day that an extension gave, or that was asked for.</param>
public sealed record TaskStep(string Kind, DateTimeOffset At, string By, string? Client, DivisionLevel? Level, int? FilingVersion, string? Reason, DateOnly? DueOn);

/// <summary>Reads what happened to a task from where each thing is kept: filings, decisions, extensions, recalls.</summary>
public static class ReadSteps
{
    private static readonly string Sql =
        $"""
        SELECT kind, at, coalesce(by, (SELECT department FROM request WHERE id = $1)), client, level, filing_version, reason, due_on FROM (
            SELECT 'FILED' AS kind, f.filed_at AS at, f.filed_by AS by, NULL AS client, NULL::smallint AS level, f.version AS filing_version, NULL AS reason,
                NULL::date AS due_on, 0 AS n
            FROM filing f WHERE f.request = $1 AND f.unit = $2
            UNION ALL
            SELECT 'FILED', v.filed_at, v.filed_by, NULL, NULL, v.version, NULL, NULL, 0
            FROM filing f JOIN filing_version v ON v.filing = f.id WHERE f.request = $1 AND f.unit = $2
            UNION ALL
            SELECT kind, done_at, by_unit, client, level, filing_version, reason, NULL, 1 FROM task_step WHERE request = $1 AND unit = $2
            UNION ALL
            SELECT 'EXTENDED', done_at, NULL, client, NULL, NULL, reason, due_on, 1 FROM {TaskSql.OverIn("request_extension", "$2", "$1")} x
            UNION ALL
            SELECT 'EXTENSION_ASKED', asked_at, asked_by, client, NULL, NULL, reason, due_on, 1 FROM extension_request WHERE request = $1 AND unit = $2
            UNION ALL
            SELECT 'EXTENSION_DECLINED', decided_at, NULL, decided_client, NULL, NULL, decision_reason, due_on, 2 FROM extension_request
            WHERE request = $1 AND unit = $2 AND state = 'DECLINED'
            UNION ALL
            SELECT 'RECALLED', done_at, NULL, client, NULL, NULL, reason, NULL, 1 FROM {TaskSql.OverIn("request_recall", "$2", "$1")} c) s
        ORDER BY at, n
        """;

    /// <summary>Reads them, oldest first, on the way to something else.</summary>
    /// <param name="into">Where they go.</param>
    public static SameTrip Of(Guid request, string unit, List<TaskStep> into) => new(
        [SameTrip.Command(Sql, request, unit)],
        r => into.Add(new TaskStep(
            r.GetString(0), r.GetFieldValue<DateTimeOffset>(1), r.GetString(2), r.IsDBNull(3) ? null : r.GetString(3), r.IsDBNull(4) ? null : (DivisionLevel)r.GetInt16(4),
            r.IsDBNull(5) ? null : r.GetInt32(5), r.IsDBNull(6) ? null : r.GetString(6), r.IsDBNull(7) ? null : r.GetFieldValue<DateOnly>(7))));
}
