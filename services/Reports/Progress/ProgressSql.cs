using Datarun.Reports.Tasks;

namespace Datarun.Reports.Progress;

/// <summary>How far requests have come, said in SQL: a row of facts for each task, and the counts over them.</summary>
public static class ProgressSql
{
    /// <summary>
    /// A SELECT of <c>due_month, code, state, counted, is_filed, filed_on, is_nil, is_returned, due</c>, up to its WHERE; needs <c>@today</c>. The
    /// first filing decides whether a unit was in time, so a return for correction makes nobody late.
    /// </summary>
    public static string Facts { get; } =
        $"""
        SELECT to_char(r.due_on, 'YYYY-MM') AS due_month, u.code, s.state, NOT (s.is_recalled AND s.state = 'TERMINATED') AS counted,
            f.id IS NOT NULL OR s.state = 'COMPLETED' AS is_filed, s.due, t.state = 'PENDING' AND NOT s.is_recalled AS is_returned,
            (coalesce((SELECT v.filed_at FROM filing_version v WHERE v.filing = f.id AND v.version = 1), f.filed_at) AT TIME ZONE 'Asia/Shanghai')::date AS filed_on,
            CASE WHEN f.id IS NOT NULL THEN f.nil ELSE s.state = 'COMPLETED' AND {TaskSql.IsDeclaredNil} END AS is_nil
        FROM request r {TaskSql.Units} {TaskSql.Row}
        LEFT JOIN filing f ON f.request = r.id AND f.unit = u.code
        CROSS JOIN LATERAL (SELECT {TaskSql.State} AS state, {TaskSql.IsRecalled("u.code")} AS is_recalled, {TaskSql.DueOn("u.code")} AS due OFFSET 0) s
        """;

    /// <summary>Columns of <see cref="Counts"/> over the facts.</summary>
    public const string Sums =
        $"""
        count(*) FILTER (WHERE counted) AS asked,
        count(*) FILTER (WHERE counted AND is_filed AND (filed_on IS NULL OR filed_on <= due)) AS on_time,
        count(*) FILTER (WHERE counted AND is_filed AND filed_on > due) AS late,
        {ByState}
        """;

    /// <summary>Those of them that need only <c>counted, state, is_filed, is_nil, is_returned, due</c>.</summary>
    public const string ByState =
        """
        count(*) FILTER (WHERE counted AND is_filed) AS filed,
        count(*) FILTER (WHERE counted AND is_filed AND is_nil) AS nil,
        count(*) FILTER (WHERE counted AND state = 'COMPLETED') AS completed,
        count(*) FILTER (WHERE counted AND state = 'IN_REVIEW') AS in_review,
        count(*) FILTER (WHERE counted AND state = 'REVIEWED') AS reviewed,
        count(*) FILTER (WHERE counted AND is_returned) AS returned,
        count(*) FILTER (WHERE counted AND state = 'TERMINATED') AS refused,
        count(*) FILTER (WHERE counted AND NOT is_filed AND state = 'PENDING' AND due < @today) AS overdue
        """;
}
