using Datarun.Reports.Places;

namespace Datarun.Reports.RollUps;

/// <summary>
/// Reads kept figures by their keys. Nil counts as nothing happened: 0 in a sum, left out of an average, a least and a greatest. Missing is
/// never 0. A mean is made of sums, never of means. OFFSET 0 keeps the planner from turning reads by key into joins of everything.
/// </summary>
public static class FigureSql
{
    /// <summary>Whether a unit has what those below it make together: as a cell of its task has it (<see cref="Tasks.TaskSql.IsDelivered"/>).</summary>
    private const string Follows = "w.aggregation <> 'NONE'";

    /// <summary>Whether what a unit has, a row <c>v</c>, counts for a wanted figure: no place between the two, nor that of the figure itself, has a value.</summary>
    /// <param name="wanted">The row of the figure: <c>element, period, low</c>.</param>
    internal static string NoneAbove(string wanted) =>
        $"""
        NOT EXISTS (
            SELECT FROM value a WHERE a.element = {wanted}.element AND a.period = {wanted}.period AND a.level < v.level AND a.unit >= {wanted}.low
                AND a.unit IN ({PlaceSql.Over("v.unit")}))
        """;

    /// <summary>No standing nil declaration bears on the figures.</summary>
    public const string WithoutNils = "(SELECT 0::bigint AS units, 0::bigint AS counted, NULL::timestamptz AS newest)";

    /// <summary>How many units are asked and follow from those below them, which have nothing but declarations.</summary>
    private const string FollowingFromNils =
        $"""
        SELECT count(DISTINCT d.code)
        FROM asked_range r JOIN division d ON d.level = r.level AND d.code >= greatest(r.low, w.low) AND d.code < least(r.high, w.high) AND {InForce.Division}
        WHERE {Follows} AND r.element = w.element AND r.period = w.period AND r.level < 5
            AND NOT EXISTS (SELECT FROM roll_up h WHERE h.element = w.element AND h.period = w.period AND h.level = d.level AND h.unit = d.code)
            AND NOT EXISTS (SELECT FROM declared_nil n WHERE n.unit = d.code AND n.element = w.element AND n.period = w.period)
            AND EXISTS (SELECT FROM declared_nil n WHERE n.element = w.element AND n.period = w.period AND n.unit > d.code AND n.unit < d.code || ':')
        """;

    /// <summary>
    /// What declarations answer, which is stored nowhere: units that are nil by one, those that are asked too and follow from none but such, those of the
    /// former that count (no place above has a value), and the newest of the declarations.
    /// </summary>
    public static readonly string WithNils =
        $"""
        LATERAL (
            SELECT count(*) + ({FollowingFromNils}) AS units, count(*) FILTER (WHERE counts) AS counted, max(declared_at) FILTER (WHERE counts) AS newest
            FROM (
                SELECT max(v.declared_at) AS declared_at, {NoneAbove("w")} AS counts
                FROM declared_nil v
                WHERE v.element = w.element AND v.period = w.period AND v.unit >= w.low AND v.unit < w.high
                    AND NOT EXISTS (SELECT FROM value h WHERE h.unit = v.unit AND h.element = v.element AND h.period = v.period)
                GROUP BY v.unit, v.level) one)
        """;

    /// <summary>
    /// One row for each wanted n. Parameters, arrays of the same length: n, element, aggregation, whether it is weighted, unit, level, low and
    /// high of its range, period, its last day, whether that is a part of the wanted one; of that one there are then all parts. And <c>$12</c>, today.
    /// </summary>
    public static string Read(string nils, string coverage, string earlier, string weights) =>
        $"""
        SELECT g.n, g.own, g.of_parts, g.reported, g.carried, g.nil, g.expected, g.missing, trim_scale(CASE g.aggregation
                WHEN 'SUM' THEN CASE WHEN g.reported > 0 THEN g.summed END
                WHEN 'AVG' THEN round(CASE WHEN g.weighs THEN g.weighted / nullif(g.weight, 0) ELSE g.summed / nullif(g.counted, 0) END, 10)
                WHEN 'MIN' THEN g.least WHEN 'MAX' THEN g.greatest WHEN 'LAST' THEN l.number END)::text AS number,
            CASE g.aggregation WHEN 'MIN' THEN g.earliest WHEN 'MAX' THEN g.latest WHEN 'LAST' THEN l.text END AS text,
            CASE g.aggregation WHEN 'LAST' THEN l.flag END AS flag,
            trim_scale(g.summed)::text AS summed, g.counted, trim_scale(g.weighted)::text AS weighted, trim_scale(g.weight)::text AS weight, g.weighed,
            g.last_unit, g.last_period, g.newest
        FROM (
            SELECT u.n, u.element, u.aggregation, u.weighs, bool_or(coalesce(u.own, false)) AS own, bool_or(u.part) AS of_parts,
                sum(u.reporting)::bigint AS reported, sum(u.carried)::bigint AS carried, sum(coalesce(u.nil, 0) + u.declared)::bigint AS nil,
                sum(CASE WHEN u.asked > 0 THEN u.asked ELSE u.reporting END)::bigint AS expected,
                sum(greatest(u.missing - u.declared_units - u.earlier_units, 0))::bigint AS missing,
                sum(coalesce(u.summed, 0) + 0.00000000000) AS summed, coalesce(sum(u.counted), 0)::bigint AS counted, min(u.least) AS least, max(u.greatest) AS greatest,
                min(u.earliest) AS earliest, max(u.latest) AS latest, sum(coalesce(u.weighted, 0) + 0.00000000000) AS weighted, coalesce(sum(u.weight), 0) AS weight,
                coalesce(sum(u.weighed), 0)::bigint AS weighed, greatest(max(u.newest), max(u.declared_newest)) AS newest,
                (array_agg(u.last_unit ORDER BY u.ends DESC, u.last_at DESC, u.last_unit) FILTER (WHERE u.last_unit IS NOT NULL))[1] AS last_unit,
                (array_agg(u.last_of ORDER BY u.ends DESC, u.last_at DESC, u.last_unit) FILTER (WHERE u.last_unit IS NOT NULL))[1] AS last_period
            FROM (
                SELECT w.n, w.element, w.aggregation, w.weighs, w.period, w.ends, w.part, f.own, coalesce(f.reported, 0) + d.counted + coalesce(k.counted, 0) AS reporting, coalesce(k.counted, 0) AS carried,
                    coalesce(f.nil, 0) + coalesce(k.nil, 0) AS nil, d.counted AS declared, d.units AS declared_units, d.newest AS declared_newest, coalesce(k.units, 0) AS earlier_units,
                    coalesce(f.summed, 0) + coalesce(k.summed, 0) AS summed, coalesce(f.counted, 0) + coalesce(k.numbers, 0) AS counted, least(f.least, k.least) AS least,
                    greatest(f.greatest, k.greatest) AS greatest, least(f.earliest, k.earliest) AS earliest, greatest(f.latest, k.latest) AS latest,
                    coalesce(f.weighted, 0) + coalesce(k.weighted, 0) + h.weighted AS weighted, coalesce(f.weight, 0) + coalesce(k.weight, 0) + h.weight AS weight,
                    coalesce(f.weighed, 0) + coalesce(k.weighed, 0) + h.weighed AS weighed, greatest(f.last_at, k.last_at) AS last_at,
                    CASE WHEN f.last_at >= k.last_at OR k.last_at IS NULL THEN f.last_unit ELSE k.last_unit END AS last_unit,
                    CASE WHEN f.last_at >= k.last_at OR k.last_at IS NULL THEN w.period ELSE k.last_of END AS last_of, greatest(f.newest, k.newest) AS newest, c.asked, c.missing
                FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS w(n, element, aggregation, weighs, unit, level, low, high, period, ends, part)
                LEFT JOIN LATERAL (
                    SELECT * FROM roll_up_node r WHERE r.element = w.element AND r.period = w.period AND r.level = w.level AND r.unit = w.unit OFFSET 0) f ON true
                CROSS JOIN {coverage} c
                CROSS JOIN {nils} d
                LEFT JOIN {earlier} k ON true
                CROSS JOIN {weights} h) u
            GROUP BY u.n, u.element, u.aggregation, u.weighs) g
        LEFT JOIN LATERAL (
            SELECT v.number, v.text, v.flag FROM value v
            WHERE g.aggregation = 'LAST' AND v.unit = g.last_unit AND v.element = g.element AND v.period = g.last_period OFFSET 0) l ON true
        """;

    /// <summary>
    /// How many units are asked, and how many of them have neither a value nor one that follows from those below them. Requests nest or are apart, so the outermost ranges of each level are
    /// the distinct units; both counts are kept for the place of a range.
    /// </summary>
    public static readonly string Coverage =
        $"""
        LATERAL (
            SELECT coalesce(sum(asked), 0) AS asked, coalesce(sum(asked - held), 0) AS missing
            FROM (
                SELECT (SELECT coalesce(sum(n.units), 0) FROM division_count n WHERE n.place = p.place AND n.level = a.level AND n.valid_to >= a.starts AND n.began <= a.until) AS asked,
                    coalesce((SELECT CASE WHEN a.level < 5 AND {Follows} THEN CASE a.level WHEN 1 THEN r.made1 WHEN 2 THEN r.made2 WHEN 3 THEN r.made3 ELSE r.made4 END
                            ELSE {PlaceSql.HeldOf("a.level", "r")} END
                        FROM roll_up_node r WHERE r.element = w.element AND r.period = w.period AND r.level = p.level AND r.unit = p.place), 0) AS held
                FROM (
                    SELECT i.*, max(high) OVER (PARTITION BY level ORDER BY low, high DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
                    FROM (
                        SELECT DISTINCT r.level, greatest(r.low, w.low) AS low, least(r.high, w.high) AS high, r.starts, r.until
                        FROM asked_range r WHERE r.element = w.element AND r.period = w.period AND r.low < w.high AND r.high > w.low) i) a
                CROSS JOIN LATERAL (
                    SELECT CASE a.low WHEN '0' THEN 'CN' ELSE a.low END AS place, {PlaceSql.LevelAt("a.low")} AS level) p
                WHERE a.reached IS NULL OR a.reached < a.high OFFSET 0) t)
        """;

    /// <summary>
    /// The same where parts of requests were recalled: who was recalled is not asked, unless it had answered, by a value, a filing that took one or a declaration of
    /// nil, or those below it had, or another request asks it. Only the units of those parts are looked at one by one.
    /// </summary>
    public static readonly string CoverageBesideRecalled =
        $"""
        LATERAL (
            SELECT k.asked - gone.units AS asked, k.missing - gone.units AS missing
            FROM {Coverage} k
            CROSS JOIN LATERAL (
                SELECT count(DISTINCT d.code) AS units
                FROM asked_range r
                JOIN request_recall c ON c.request = r.request
                JOIN division d ON d.level = r.level AND d.code >= greatest(c.low, w.low) AND d.code < least(c.high, w.high) AND {InForce.Division}
                WHERE r.element = w.element AND r.period = w.period
                    AND NOT EXISTS (SELECT FROM value v WHERE v.unit = d.code AND v.element = w.element AND v.period = w.period)
                    AND NOT EXISTS (SELECT FROM filing f WHERE f.request = r.request AND f.unit = d.code AND f.used ? (SELECT e.code FROM element e WHERE e.id = w.element))
                    AND NOT (EXISTS (SELECT FROM standing_nil s WHERE s.unit = d.code)
                        AND EXISTS (SELECT FROM declared_nil n WHERE n.unit = d.code AND n.element = w.element AND n.period = w.period))
                    AND NOT (d.level < 5 AND {Follows}
                        AND (EXISTS (SELECT FROM roll_up h WHERE h.element = w.element AND h.period = w.period AND h.level = d.level AND h.unit = d.code)
                            OR EXISTS (SELECT FROM declared_nil n WHERE n.element = w.element AND n.period = w.period AND n.unit > d.code AND n.unit < d.code || ':')))
                    AND NOT EXISTS (
                        SELECT FROM asked_range o WHERE o.element = w.element AND o.period = w.period AND o.level = d.level AND d.code >= o.low AND d.code < o.high
                            AND NOT EXISTS (SELECT FROM request_recall oc WHERE oc.request = o.request AND d.code >= oc.low AND d.code < oc.high))) gone)
        """;
}
