using Datarun.Reports.Places;

namespace Datarun.Reports.RollUps;

/// <summary>
/// What values of earlier periods answer, which is stored for none of them but their own: of a unit that is asked and has nothing for the period, the last
/// value before its end counts as long as the unit's task says KNOWN, or where a filing took it. Only elements whose latest value answers are looked at.
/// </summary>
public static class EarlierSql
{
    /// <summary>No wanted element is such a one.</summary>
    public const string Without =
        """
        (SELECT 0::bigint AS units, 0::bigint AS counted, 0::bigint AS nil, 0::numeric AS summed, 0::bigint AS numbers, NULL::numeric AS least, NULL::numeric AS greatest,
            NULL::text AS earliest, NULL::text AS latest, 0::numeric AS weighted, 0::numeric AS weight, 0::bigint AS weighed, NULL::timestamptz AS last_at, NULL::text AS last_unit,
            NULL::text AS last_of, NULL::timestamptz AS newest)
        """;

    /// <summary>
    /// Units that are answered so, those of them that count (no place above has a value), and what these make together. A place that has values below it
    /// is made of those. Needs <c>$12</c>, today, and the coverage <c>c</c> and the declarations <c>d</c> beside it.
    /// </summary>
    public const string With =
        $"""
        LATERAL (
            SELECT count(*) AS units, count(*) FILTER (WHERE counts) AS counted, count(*) FILTER (WHERE counts AND NOT something) AS nil,
                coalesce(sum(number) FILTER (WHERE counts), 0) AS summed, count(number) FILTER (WHERE counts) AS numbers,
                min(number) FILTER (WHERE counts) AS least, max(number) FILTER (WHERE counts) AS greatest,
                min(day) FILTER (WHERE counts) AS earliest, max(day) FILTER (WHERE counts) AS latest, coalesce(sum(number * weight) FILTER (WHERE counts), 0) AS weighted,
                coalesce(sum(weight) FILTER (WHERE counts AND number IS NOT NULL), 0) AS weight, count(weight) FILTER (WHERE counts AND number IS NOT NULL) AS weighed,
                max(recorded_at) FILTER (WHERE counts AND something) AS last_at,
                (array_agg(unit ORDER BY recorded_at DESC, unit) FILTER (WHERE counts AND something))[1] AS last_unit,
                (array_agg(period ORDER BY recorded_at DESC, unit) FILTER (WHERE counts AND something))[1] AS last_of, max(recorded_at) FILTER (WHERE counts) AS newest
            FROM (
                SELECT v.unit, v.period, v.number, v.recorded_at, CASE WHEN e.type = 'DATE' THEN v.text END COLLATE "C" AS day, o.number AS weight,
                    num_nonnulls(v.number, v.text, v.flag) > 0 AS something,
                    NOT EXISTS (
                        SELECT FROM value a WHERE a.element = w.element AND a.period = w.period AND a.level < q.level AND a.unit >= w.low
                            AND a.unit IN (left(q.unit, 2), left(q.unit, 4), left(q.unit, 6), left(q.unit, 9))) AS counts
                FROM element e
                CROSS JOIN (
                    SELECT d.code AS unit, d.level, r.until, bool_or(f.id IS NOT NULL) AS took
                    FROM asked_range r
                    JOIN division d ON d.level = r.level AND d.code >= greatest(r.low, w.low) AND d.code < least(r.high, w.high) AND {InForce.Division}
                    LEFT JOIN filing f ON f.request = r.request AND f.unit = d.code AND f.used ? (SELECT t.code FROM element t WHERE t.id = w.element)
                    WHERE r.element = w.element AND r.period = w.period AND r.low < w.high AND r.high > w.low
                        AND (f.id IS NOT NULL OR NOT EXISTS (SELECT FROM request_recall c WHERE c.request = r.request AND d.code >= c.low AND d.code < c.high))
                    GROUP BY d.code, d.level, r.until OFFSET 0) q
                CROSS JOIN LATERAL (
                    SELECT * FROM value v WHERE v.unit = q.unit AND v.element = w.element AND v.until <= q.until ORDER BY v.until DESC, v.recorded_at DESC LIMIT 1) v
                LEFT JOIN LATERAL (
                    SELECT o.number FROM element x
                    JOIN value o ON o.element = x.id AND o.unit = q.unit AND (o.period IN (w.period, v.period) OR (o.until <= q.until AND (x.frequency = 'ONCE' OR x.valid_for_days IS NOT NULL)))
                    WHERE x.code = e.weighted_by ORDER BY o.period = w.period DESC, o.until DESC, o.recorded_at DESC LIMIT 1) o ON true
                WHERE c.missing > d.units -- Else nobody is to be looked for.
                    AND e.id = w.element AND (e.frequency = 'ONCE' OR e.valid_for_days IS NOT NULL)
                    AND (q.took OR e.valid_for_days IS NULL OR least(v.until, (v.recorded_at AT TIME ZONE 'Asia/Shanghai')::date) + e.valid_for_days >= $12)
                    AND NOT EXISTS (SELECT FROM value n WHERE n.unit = q.unit AND n.element = w.element AND n.period = w.period)
                    AND (q.level = 5 OR NOT EXISTS (
                            SELECT FROM value b WHERE b.element = w.element AND b.period = w.period AND b.unit > q.unit AND b.unit < q.unit || ':')
                        AND NOT EXISTS (
                            SELECT FROM asked_range b WHERE b.element = w.element AND b.period = w.period AND b.level > q.level AND b.low < q.unit || ':' AND b.high > q.unit))
                    AND NOT (EXISTS (SELECT FROM standing_nil s WHERE s.unit = q.unit)
                        AND EXISTS (SELECT FROM declared_nil n WHERE n.unit = q.unit AND n.element = w.element AND n.period = w.period))) one)
        """;

    /// <summary>
    /// Those of them that lie below the unit <c>u</c> of a request <c>r</c>, for its cell <c>n</c>: with one of them a figure follows for the unit, and nobody
    /// types it. Needs <c>@today</c>.
    /// </summary>
    public const string Below =
        """
        SELECT FROM asked_range b
        JOIN division d ON d.level = b.level AND d.code >= greatest(b.low, u.code) AND d.code < least(b.high, u.code || ':')
        CROSS JOIN LATERAL (
            SELECT * FROM value v WHERE v.unit = d.code AND v.element = n.element AND v.until <= b.until ORDER BY v.until DESC, v.recorded_at DESC LIMIT 1) v
        LEFT JOIN filing f ON f.request = b.request AND f.unit = d.code AND f.used ? (SELECT e.code FROM element e WHERE e.id = n.element)
        WHERE b.element = n.element AND b.period = r.period AND b.level > r.level AND b.low < u.code || ':' AND b.high > u.code
            AND (d.valid_to IS NULL OR d.valid_to >= b.starts) AND (d.began IS NULL OR d.began <= b.until)
            AND (f.id IS NOT NULL OR NOT EXISTS (SELECT FROM request_recall c WHERE c.request = b.request AND d.code >= c.low AND d.code < c.high))
            AND (f.id IS NOT NULL OR n.valid_for_days IS NULL OR least(v.until, (v.recorded_at AT TIME ZONE 'Asia/Shanghai')::date) + n.valid_for_days >= @today)
        """;

    /// <summary>No wanted element is weighted.</summary>
    public const string WithoutWeights = "(SELECT 0::numeric AS weighted, 0::numeric AS weight, 0::bigint AS weighed)";

    /// <summary>What values of the period itself weigh by a weight of an earlier one that still answers, where the unit has given none since.</summary>
    public const string WithWeights =
        """
        LATERAL (
            SELECT coalesce(sum(v.number * o.number), 0) AS weighted, coalesce(sum(o.number), 0) AS weight, count(o.number) AS weighed
            FROM (
                SELECT x.id, x.code, x.valid_for_days FROM element e JOIN element x ON x.code = e.weighted_by
                WHERE e.id = w.element AND (x.frequency = 'ONCE' OR x.valid_for_days IS NOT NULL) OFFSET 0) x
            JOIN value v ON v.element = w.element AND v.period = w.period AND v.unit >= w.low AND v.unit < w.high AND v.level > 0 AND v.number IS NOT NULL
            CROSS JOIN LATERAL (
                SELECT * FROM value o WHERE o.unit = v.unit AND o.element = x.id AND o.until <= v.until ORDER BY o.until DESC, o.recorded_at DESC LIMIT 1) o
            WHERE NOT EXISTS (SELECT FROM value n WHERE n.unit = v.unit AND n.element = x.id AND n.period = w.period)
                AND (x.valid_for_days IS NULL OR least(o.until, (o.recorded_at AT TIME ZONE 'Asia/Shanghai')::date) + x.valid_for_days >= $12
                    OR EXISTS (SELECT FROM filing f WHERE f.unit = v.unit AND f.period = w.period AND f.used ? x.code))
                AND NOT EXISTS (
                    SELECT FROM value a WHERE a.element = w.element AND a.period = w.period AND a.level < v.level AND a.unit >= w.low
                        AND a.unit IN (left(v.unit, 2), left(v.unit, 4), left(v.unit, 6), left(v.unit, 9))))
        """;
}
