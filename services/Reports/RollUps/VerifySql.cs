using Datarun.Reports.Elements;
using Datarun.Reports.Places;

namespace Datarun.Reports.RollUps;

/// <summary>
/// The figures from the values alone, by their definition and not by the fold: a value counts for a place unless another between the two,
/// or the place itself, has one. What is kept must be the same to the last digit.
/// </summary>
public static class VerifySql
{
    /// <summary>Differences of one element; what is noted as written and not folded is left out.</summary>
    public static readonly string OfElement =
        $"""
        WITH held AS (
            SELECT v.*, coalesce(above.digits, -1) AS above, w.number AS weight, greatest(v.recorded_at, w.recorded_at) AS newest_at, e.type,
                NOT EXISTS (SELECT FROM division d WHERE d.code = v.unit AND (d.valid_to < period_start(v.period) OR d.began > v.until)) AS in_force
            FROM value v
            JOIN element e ON e.id = v.element
            LEFT JOIN element we ON we.code = e.weighted_by
            LEFT JOIN value w ON w.unit = v.unit AND w.element = we.id AND w.period = v.period
            CROSS JOIN LATERAL (
                SELECT max(length(a.unit)) AS digits FROM value a
                WHERE a.element = v.element AND a.period = v.period AND a.level < v.level AND a.unit IN ({PlaceSql.Over("v.unit")})) above
            WHERE v.element = @element AND v.level > 0),
        placed AS (
            SELECT h.*, p.place, p.place_level, h.above < p.digits AS counts, num_nonnulls(h.number, h.text, h.flag) > 0 AS something
            FROM held h CROSS JOIN LATERAL (VALUES (0, 0, 'CN'), (1, 2, left(h.unit, 2)), (2, 4, left(h.unit, 4)), (3, 6, left(h.unit, 6)), (4, 9, left(h.unit, 9)))
                AS p(place_level, digits, place)
            WHERE p.digits <= length(h.unit)),
        made AS (
            SELECT period, place_level AS level, place AS unit, bool_or(unit = place) AS own,
                count(*) FILTER (WHERE counts) AS reported, count(*) FILTER (WHERE counts AND NOT something) AS nil,
                coalesce(sum(number) FILTER (WHERE counts), 0) AS summed, count(number) FILTER (WHERE counts) AS counted,
                min(number) FILTER (WHERE counts) AS least, max(number) FILTER (WHERE counts) AS greatest,
                min(text COLLATE "C") FILTER (WHERE counts AND type = 'DATE') AS earliest, max(text COLLATE "C") FILTER (WHERE counts AND type = 'DATE') AS latest,
                coalesce(sum(number * weight) FILTER (WHERE counts), 0) AS weighted, coalesce(sum(weight) FILTER (WHERE counts AND number IS NOT NULL), 0) AS weight,
                count(weight) FILTER (WHERE counts AND number IS NOT NULL) AS weighed,
                max(recorded_at) FILTER (WHERE counts AND something) AS last_at,
                (array_agg(unit ORDER BY recorded_at DESC, unit) FILTER (WHERE counts AND something))[1] AS last_unit,
                max(newest_at) FILTER (WHERE counts) AS newest,
                count(*) FILTER (WHERE in_force AND level = 1) AS held1, count(*) FILTER (WHERE in_force AND level = 2) AS held2,
                count(*) FILTER (WHERE in_force AND level = 3) AS held3, count(*) FILTER (WHERE in_force AND level = 4) AS held4,
                count(*) FILTER (WHERE in_force AND level = 5) AS held5
            FROM placed GROUP BY period, place_level, place),
        there AS (
            SELECT o.* FROM (SELECT DISTINCT h.period, l.level, left(h.unit, l.digits) AS code FROM held h JOIN (VALUES (1, 2), (2, 4), (3, 6), (4, 9)) AS l(level, digits) ON l.digits <= length(h.unit)) o
            WHERE NOT EXISTS (SELECT FROM division d WHERE d.code = o.code AND (d.valid_to < period_start(o.period) OR d.began > period_end(o.period)))),
        seen AS (
            SELECT period, place, count(*) FILTER (WHERE level = 1) AS made1, count(*) FILTER (WHERE level = 2) AS made2, count(*) FILTER (WHERE level = 3) AS made3,
                count(*) FILTER (WHERE level = 4) AS made4
            FROM there CROSS JOIN places_over(code) AS p(place) GROUP BY period, place)
        SELECT coalesce(k.period, m.period) AS period, coalesce(k.unit, m.unit) AS unit,
            CASE WHEN k.unit IS NOT NULL THEN k::text END AS kept, CASE WHEN m.unit IS NOT NULL THEN m::text END AS recomputed
        FROM (SELECT * FROM roll_up WHERE element = @element) k
        FULL JOIN (
            SELECT m.*, coalesce(s.made1, 0) AS made1, coalesce(s.made2, 0) AS made2, coalesce(s.made3, 0) AS made3, coalesce(s.made4, 0) AS made4
            FROM made m LEFT JOIN seen s ON s.period = m.period AND s.place = m.unit) m ON m.period = k.period AND m.level = k.level AND m.unit = k.unit
        WHERE (k.own, k.reported, k.nil, k.summed, k.counted, k.least, k.greatest, k.earliest, k.latest, k.weighted, k.weight, k.weighed, k.last_at, k.last_unit, k.newest,
                k.held1, k.held2, k.held3, k.held4, k.held5, k.made1, k.made2, k.made3, k.made4)
            IS DISTINCT FROM (m.own, m.reported, m.nil, m.summed, m.counted, m.least, m.greatest, m.earliest, m.latest, m.weighted, m.weight, m.weighed, m.last_at, m.last_unit, m.newest,
                m.held1, m.held2, m.held3, m.held4, m.held5, m.made1, m.made2, m.made3, m.made4)
            AND NOT EXISTS (SELECT FROM roll_up_change c WHERE c.element = @element AND c.period = coalesce(k.period, m.period))
        ORDER BY 1, 2
        """;

    /// <summary>Differences of what is kept of an element's earlier periods, each place looked up unit by unit. What waits, and what has lapsed since, is left out.</summary>
    public const string OfCarried =
        """
        SELECT k.period, k.unit, k::text AS kept, o::text AS recomputed
        FROM (SELECT *, CASE level WHEN 0 THEN '0' ELSE unit END AS low, CASE level WHEN 0 THEN ':' ELSE unit || ':' END AS high FROM carried WHERE element = @element) k
        CROSS JOIN LATERAL carried_over(@element, k.period, k.low, k.high, @today, true) o
        WHERE (k.units, k.counted, k.nil, k.summed, k.numbers, k.least, k.greatest, k.earliest, k.latest, k.last_at, k.last_unit, k.last_of, k.newest, k.lapses_on)
            IS DISTINCT FROM (o.units, o.counted, o.nil, o.summed, o.numbers, o.least, o.greatest, o.earliest, o.latest, o.last_at, o.last_unit, o.last_of, o.newest, o.lapses_on)
            AND coalesce(k.lapses_on > @today, true) AND carries(@element, k.period) AND NOT EXISTS (SELECT FROM roll_up_change c WHERE c.element = @element)
        ORDER BY 1, 2
        """;

    /// <summary>Differences of the counted divisions.</summary>
    public const string OfDivisions =
        """
        SELECT '' AS period, coalesce(k.place, m.place) AS unit, CASE WHEN k.place IS NOT NULL THEN k::text END AS kept, CASE WHEN m.place IS NOT NULL THEN m::text END AS recomputed
        FROM (SELECT * FROM division_count WHERE units <> 0) k
        FULL JOIN (
            SELECT place, d.level, coalesce(d.valid_to, 'infinity') AS valid_to, coalesce(d.began, '-infinity') AS began, count(*) AS units
            FROM division d, places_over(d.code) AS place GROUP BY 1, 2, 3, 4) m
            ON m.place = k.place AND m.level = k.level AND m.valid_to = k.valid_to AND m.began = k.began
        WHERE k.units IS DISTINCT FROM m.units
        """;

    /// <summary>Every element and period that has values or figures, or is answered by earlier ones.</summary>
    public static readonly string Kept =
        $"""
        SELECT element, period FROM value WHERE level > 0 UNION SELECT element, period FROM roll_up UNION SELECT element, period FROM carried
        UNION SELECT a.element, a.period FROM asked_range a JOIN element e ON e.id = a.element WHERE {Element.LatestAnswersSql("e")} ORDER BY 1, 2
        """;

    /// <summary>
    /// Makes the figures of an element and period anew, under the lock of its fold: whoever reads meanwhile has the old ones until these are there,
    /// and what is written meanwhile is noted as always.
    /// </summary>
    public const string Rebuild =
        """
        SELECT pg_advisory_xact_lock(hashtextextended('roll-up/' || @element || '/' || @period, 0));
        DELETE FROM roll_up WHERE element = @element AND period = @period;
        INSERT INTO roll_up_change (element, period, places)
        SELECT element, period, array_agg(DISTINCT CASE level WHEN 5 THEN left(unit, 9) ELSE unit END)
        FROM value WHERE element = @element AND period = @period AND level > 0 GROUP BY element, period;
        INSERT INTO roll_up_change (element, period, places, carried) VALUES (@element, @period, '{*}', true);
        SELECT fold_roll_up(@element, @period, @today);
        """;

    /// <summary>Counts the divisions anew; whoever changes one waits.</summary>
    public const string Recount =
        """
        LOCK TABLE division IN SHARE MODE;
        DELETE FROM division_count;
        INSERT INTO division_count (place, level, valid_to, began, units)
        SELECT place, d.level, coalesce(d.valid_to, 'infinity'), coalesce(d.began, '-infinity'), count(*) FROM division d, places_over(d.code) AS place GROUP BY 1, 2, 3, 4;
        """;
}
