using Dapper;
using Datarun.ServiceDefaults.Codes;
using Npgsql;

namespace Datarun.Reports.Tasks;

/// <summary>One thing that happened to a task.</summary>
/// <param name="Kind">FILED, ACCEPTED, RETURNED, COMPLETED, REFUSED, EXTENDED or RECALLED.</param>
/// <param name="At">When.</param>
/// <param name="By">The unit that did it: who filed, who reviewed, the department.</param>
/// <param name="Client">The client that acted for it; null where none is kept.</param>
/// <param name="Level">The level that reviewed.</param>
/// <param name="FilingVersion">The version of the filing that it is about.</param>
/// <param name="Reason">Why.</param>
/// <param name="DueOn">The day that an extension gave.</param>
public sealed record TaskStep(string Kind, DateTimeOffset At, string By, string? Client, DivisionLevel? Level, int? FilingVersion, string? Reason, DateOnly? DueOn);

/// <summary>Reads what happened to a task from where each thing is kept: filings, decisions, extensions, recalls.</summary>
public static class ReadSteps
{
    /// <summary>Oldest first.</summary>
    public static async Task<IReadOnlyList<TaskStep>> OfAsync(AskedUnit task, NpgsqlConnection connection, CancellationToken cancel) =>
    [
        .. (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT * FROM (
                SELECT 'FILED' AS kind, f.filed_at AS at, f.filed_by AS by, NULL AS client, NULL::smallint AS level, f.version AS filing_version, NULL AS reason,
                    NULL::date AS due_on, 0 AS n
                FROM filing f WHERE f.request = @request AND f.unit = @Unit
                UNION ALL
                SELECT 'FILED', v.filed_at, v.filed_by, NULL, NULL, v.version, NULL, NULL, 0
                FROM filing f JOIN filing_version v ON v.filing = f.id WHERE f.request = @request AND f.unit = @Unit
                UNION ALL
                SELECT kind, done_at, by_unit, client, level, filing_version, reason, NULL, 1 FROM task_step WHERE request = @request AND unit = @Unit
                UNION ALL
                SELECT 'EXTENDED', done_at, @Department, client, NULL, NULL, reason, due_on, 1 FROM request_extension WHERE request = @request AND @Unit >= low AND @Unit < high
                UNION ALL
                SELECT 'RECALLED', done_at, @Department, client, NULL, NULL, reason, NULL, 1 FROM request_recall WHERE request = @request AND @Unit >= low AND @Unit < high) s
            ORDER BY at, n
            """, new { request = task.Request.Id, task.Unit, task.Request.Department }, cancellationToken: cancel)))
            .Select(r => new TaskStep(r.Kind, r.At, r.By, r.Client, (DivisionLevel?)r.Level, r.FilingVersion, r.Reason, r.DueOn)),
    ];

    private sealed record Row
    {
        public string Kind { get; init; } = "";
        public DateTimeOffset At { get; init; }
        public string By { get; init; } = "";
        public string? Client { get; init; }
        public short? Level { get; init; }
        public int? FilingVersion { get; init; }
        public string? Reason { get; init; }
        public DateOnly? DueOn { get; init; }
    }
}
