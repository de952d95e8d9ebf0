namespace Datarun.Reports.Progress;

/// <summary>How far requests have come, said in SQL: the counts over tasks.</summary>
public static class ProgressSql
{
    /// <summary>Columns over tasks that have a filing or a row of their own; need <c>has_filing, is_off, counted, state, is_filed, in_time, is_nil, is_returned, due</c>.</summary>
    public const string Counted =
        """
        count(*) FILTER (WHERE is_off AND counted) AS off_counted,
        count(*) FILTER (WHERE counted AND is_filed AND in_time) AS on_time,
        count(*) FILTER (WHERE counted AND is_filed AND NOT in_time) AS late,
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
