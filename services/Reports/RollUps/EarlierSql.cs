using Datarun.Reports.Elements;

namespace Datarun.Reports.RollUps;

/// <summary>
/// What values of earlier periods answer, which stand in no row of the later one: of a unit that is asked and has nothing for the period, the last value before
/// its end counts as long as the unit's task says KNOWN, or where a filing took it. Only elements whose latest value answers have such.
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
    /// Units that are answered so, those of them that count, and what these make together, looked up unit by unit (<c>carried_over</c> in the database says how).
    /// Needs <c>$12</c>, today, and the coverage <c>c</c> and the declarations <c>d</c> beside it: where nobody is missing nobody is looked for.
    /// </summary>
    public const string LookedUp = "LATERAL carried_over(w.element, w.period, w.low, w.high, $12, c.missing > d.units)";

    /// <summary>The same from what is kept of villages, by key. What is not kept is looked up: a single village, and where more bears on it (<c>carries</c>).</summary>
    public const string Kept =
        $"""
        LATERAL (
            WITH x AS MATERIALIZED (
                SELECT w.level < 5 AND EXISTS (SELECT FROM carried o WHERE o.element = w.element AND o.period = w.period AND o.level = 0 AND o.unit = 'CN') AS kept)
            SELECT {Columns} FROM x JOIN carried o ON x.kept AND o.element = w.element AND o.period = w.period AND o.level = w.level AND o.unit = w.unit
            UNION ALL
            SELECT {Columns} FROM x CROSS JOIN LATERAL carried_over(w.element, w.period, w.low, w.high, $12, NOT x.kept AND c.missing > d.units) o WHERE NOT x.kept)
        """;

    private const string Columns =
        """
        o.units, o.counted, o.nil, o.summed, o.numbers, o.least, o.greatest, o.earliest, o.latest, o.weighted, o.weight, o.weighed, o.last_at, o.last_unit, o.last_of, o.newest
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
            AND (f.id IS NOT NULL OR coalesce(lapse_of(v.until, v.recorded_at, n.valid_for_days) > @today, true))
        """;

    /// <summary>No wanted element is weighted.</summary>
    public const string WithoutWeights = "(SELECT 0::numeric AS weighted, 0::numeric AS weight, 0::bigint AS weighed)";

    /// <summary>What values of the period itself weigh by a weight of an earlier one that still answers, where the unit has given none since.</summary>
    public static readonly string WithWeights =
        $"""
        LATERAL (
            SELECT coalesce(sum(v.number * o.number), 0) AS weighted, coalesce(sum(o.number), 0) AS weight, count(o.number) AS weighed
            FROM (
                SELECT x.id, x.code, x.valid_for_days FROM element e JOIN element x ON x.code = e.weighted_by
                WHERE e.id = w.element AND {Element.LatestAnswersSql("x")} OFFSET 0) x
            JOIN value v ON v.element = w.element AND v.period = w.period AND v.unit >= w.low AND v.unit < w.high AND v.level > 0 AND v.number IS NOT NULL
            CROSS JOIN LATERAL (
                SELECT * FROM value o WHERE o.unit = v.unit AND o.element = x.id AND o.until <= v.until ORDER BY o.until DESC, o.recorded_at DESC LIMIT 1) o
            WHERE NOT EXISTS (SELECT FROM value n WHERE n.unit = v.unit AND n.element = x.id AND n.period = w.period)
                AND (coalesce(lapse_of(o.until, o.recorded_at, x.valid_for_days) > $12, true)
                    OR EXISTS (SELECT FROM filing f WHERE f.unit = v.unit AND f.period = w.period AND f.used ? x.code))
                AND {FigureSql.NoneAbove("w")})
        """;
}
