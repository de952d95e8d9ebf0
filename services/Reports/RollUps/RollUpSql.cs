namespace Datarun.Reports.RollUps;

/// <summary>
/// How a higher figure follows from those below it, computed from the values when asked for. A figure given for a place stands for
/// everything below that place, so a value counts only where no place between it and the top has one. Nil counts as nothing
/// happened: 0 in a sum, left out of an average, a least and a greatest. Missing is never 0.
/// </summary>
public static class RollUpSql
{
    /// <summary>
    /// A LATERAL item for each <c>x(element, period, low, high, aggregation)</c>: reported (nil returns among them), nil, number, text,
    /// flag and newest.
    /// </summary>
    public const string Figures =
        """
        LATERAL (
            WITH held AS MATERIALIZED (
                SELECT v.unit, v.level, v.number, v.text, v.flag, v.recorded_at, num_nulls(v.number, v.text, v.flag) = 3 AS nil
                FROM value v WHERE v.element = x.element AND v.period = x.period AND v.unit >= x.low AND v.unit < x.high AND v.level > 0
                UNION ALL
                SELECT n.unit, n.level, NULL, NULL, NULL, max(n.declared_at), true
                FROM declared_nil n WHERE n.element = x.element AND n.period = x.period AND n.unit >= x.low AND n.unit < x.high
                    AND NOT EXISTS (SELECT FROM value v WHERE v.unit = n.unit AND v.element = n.element AND v.period = n.period)
                GROUP BY n.unit, n.level),
            used AS (
                SELECT h.* FROM held h
                WHERE h.level = (SELECT min(level) FROM held) OR NOT EXISTS (
                    SELECT FROM value a WHERE a.element = x.element AND a.period = x.period AND a.level < h.level AND a.unit >= x.low
                        AND a.unit IN (left(h.unit, 2), left(h.unit, 4), left(h.unit, 6), left(h.unit, 9))))
            SELECT count(*) AS reported, count(*) FILTER (WHERE nil) AS nil, max(recorded_at) AS newest,
                CASE x.aggregation
                    WHEN 'SUM' THEN CASE WHEN count(*) > 0 THEN coalesce(sum(number), 0) END
                    WHEN 'AVG' THEN trim_scale(round(avg(number), 10))
                    WHEN 'MIN' THEN min(number)
                    WHEN 'MAX' THEN max(number)
                    WHEN 'LAST' THEN (array_agg(number ORDER BY recorded_at DESC) FILTER (WHERE x.aggregation = 'LAST' AND NOT nil))[1]
                END AS number,
                (array_agg(text ORDER BY recorded_at DESC) FILTER (WHERE x.aggregation = 'LAST' AND NOT nil))[1] AS text,
                (array_agg(flag ORDER BY recorded_at DESC) FILTER (WHERE x.aggregation = 'LAST' AND NOT nil))[1] AS flag
            FROM used)
        """;

    /// <summary>A LATERAL item for each <c>x</c>: how many units were asked, and how many of them have no value.</summary>
    public const string Coverage =
        """
        LATERAL (
            SELECT count(*) AS asked, count(*) FILTER (WHERE NOT EXISTS (
                SELECT FROM value v WHERE v.unit = u.code AND v.element = x.element AND v.period = x.period)
                AND NOT EXISTS (SELECT FROM declared_nil n WHERE n.unit = u.code AND n.element = x.element AND n.period = x.period)) AS missing
            FROM (
                SELECT DISTINCT d.code
                FROM request r
                JOIN form_field f ON f.form = r.form AND f.version = r.form_version AND f.element = x.element
                JOIN division d ON d.level = r.level AND d.code >= greatest(r.low, x.low) AND d.code < least(r.high, x.high)
                    AND (d.valid_to IS NULL OR d.valid_to >= r.starts)
                WHERE r.period = x.period
                    -- Who was recalled is not asked, unless it had answered.
                    AND (NOT EXISTS (SELECT FROM request_recall c WHERE c.request = r.id AND d.code >= c.low AND d.code < c.high)
                        OR EXISTS (SELECT FROM value v WHERE v.unit = d.code AND v.element = x.element AND v.period = x.period))) u)
        """;
}
