using Datarun.Reports.Places;
using Datarun.Reports.Tasks;

namespace Datarun.Reports.Progress;

/// <summary>
/// How far many requests have come, each as a whole: counted as <see cref="TallySql"/> counts the places of one, so that units that nothing happened to
/// are never looked at. Needs <c>@Code, @Low, @High, @first, @last, @department, @today</c>.
/// </summary>
public static class TimelinessSql
{
    private const string Within = "unit >= r.from_code AND unit < r.to_code";
    private const string Above = "left(unit, CASE r.level WHEN 1 THEN 2 WHEN 2 THEN 4 WHEN 3 THEN 6 WHEN 4 THEN 9 ELSE 12 END)";
    private const string Later = "SELECT low, high FROM request_extension x WHERE x.request = r.id AND x.due_on >= @today";
    private const string Recalled = "SELECT low, high FROM request_recall c WHERE c.request = r.id";

    /// <summary>A SELECT of <c>month</c> and the columns of <see cref="CountsRow"/>.</summary>
    public static string Months { get; } =
        $"""
        WITH r AS MATERIALIZED ({Requests})
        SELECT to_char(r.due_on, 'YYYY-MM') AS month, sum(r.units - w.recalled + t.off_counted + c.off)::bigint AS asked, sum(t.filed + c.units)::bigint AS filed,
            sum(t.on_time + c.units)::bigint AS on_time, sum(t.late)::bigint AS late, sum(t.nil + c.nil)::bigint AS nil, sum(t.completed + c.units)::bigint AS completed,
            sum(t.in_review)::bigint AS in_review, sum(t.reviewed)::bigint AS reviewed, sum(t.returned)::bigint AS returned, sum(t.refused)::bigint AS refused,
            sum(t.overdue + CASE WHEN r.passed THEN r.units - w.spared - t.live - c.live ELSE 0 END)::bigint AS overdue
        FROM r CROSS JOIN LATERAL (
            SELECT CASE WHEN r.has_recalls THEN {UnitsIn(Recalled)} ELSE 0 END AS recalled,
                CASE WHEN r.has_recalls OR r.has_extensions THEN {UnitsIn($"{Recalled} UNION ALL {Later}")} ELSE 0 END AS spared OFFSET 0) w
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE has_filing) AS filings, count(*) FILTER (WHERE NOT is_off AND due < @today) AS live, {ProgressSql.Counted} FROM ({Touched}) t) t
        CROSS JOIN LATERAL ({Scarce}) s
        CROSS JOIN LATERAL (
            SELECT count(*) AS units, count(*) FILTER (WHERE is_off) AS off, count(*) FILTER (WHERE NOT is_off AND due < @today) AS live, count(*) FILTER (WHERE is_nil) AS nil
            FROM ({Complete}) c) c
        WHERE r.units > 0 GROUP BY 1 ORDER BY 1
        """;

    /// <summary>The requests, each with the part that counts and with what bears on it, so that what does not is not looked for.</summary>
    private static string Requests =>
        $"""
        SELECT r.*, @today > greatest(r.due_on, (SELECT max(x.due_on) FROM request_extension x WHERE x.request = r.id AND x.low <= r.from_code AND x.high >= r.to_code)) AS passed,
            EXISTS (SELECT FROM request_recall c WHERE c.request = r.id AND c.low < r.to_code AND c.high > r.from_code) AS has_recalls,
            EXISTS (SELECT FROM request_extension x WHERE x.request = r.id AND x.low < r.to_code AND x.high > r.from_code) AS has_extensions,
            EXISTS (SELECT FROM division d WHERE d.valid_to < r.starts AND d.level = r.level AND d.code >= r.from_code AND d.code < r.to_code) AS has_ended,
            EXISTS (SELECT FROM division d WHERE d.began > r.until AND d.level = r.level AND d.code >= r.from_code AND d.code < r.to_code) AS has_unbegun,
            EXISTS (SELECT FROM standing_nil WHERE {Within}) AS has_nils, ({TallySql.Units("r.place")}) AS units
        FROM (
            SELECT *, greatest(low, @Low) AS from_code, least(high, @High) AS to_code, CASE WHEN low > @Low THEN low ELSE @Code END AS place
            FROM request WHERE due_on BETWEEN @first AND @last AND low < @High AND @Low < high AND (@department IS NULL OR department = @department)) r
        """;

    /// <summary>How many units the outermost of some ranges have, of those of the part.</summary>
    private static string UnitsIn(string ranges) =>
        $"""
        (SELECT CASE WHEN bool_or(o.low <= r.from_code AND o.high >= r.to_code) THEN r.units
                ELSE coalesce(sum(({TallySql.Units("CASE o.low WHEN '0' THEN 'CN' ELSE o.low END")})), 0)::bigint END
            FROM (SELECT low, high, max(high) OVER (ORDER BY low, high DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
                FROM ({ranges}) x WHERE low < r.to_code AND high > r.from_code) o
            WHERE o.reached IS NULL OR o.reached < o.high)
        """;

    /// <summary>Tasks that have a filing or a row of their own. The first filing decides, so that a return for correction makes nobody late.</summary>
    private static string Touched =>
        $"""
        SELECT s.*, NOT (s.is_off AND s.state = 'TERMINATED') AS counted, s.row = 'PENDING' AND NOT s.is_off AS is_returned, s.has_filing OR s.state = 'COMPLETED' AS is_filed,
            CASE WHEN NOT s.has_filing OR @today <= s.due THEN true
                ELSE (CASE WHEN s.version = 1 THEN s.filed_at ELSE coalesce(({TallySql.FirstFiling("s.unit")}), s.filed_at) END AT TIME ZONE 'Asia/Shanghai')::date <= s.due END AS in_time
        FROM (
            SELECT y.*, CASE WHEN y.row IN ('PENDING', 'IN_REVIEW', 'REVIEWED') THEN CASE WHEN y.is_off THEN 'TERMINATED' ELSE y.row END
                WHEN y.row = 'COMPLETED' OR y.has_filing THEN 'COMPLETED' ELSE 'TERMINATED' END AS state
            FROM (
                SELECT coalesce(f.unit, k.unit) AS unit, f.unit IS NOT NULL AS has_filing, f.version, f.nil AS is_nil, f.filed_at, k.state AS row,
                    {IsOff("coalesce(f.unit, k.unit)")} AS is_off, {Due("coalesce(f.unit, k.unit)")} AS due
                FROM (SELECT unit, version, nil, filed_at FROM filing WHERE request = r.id AND {Within}) f
                FULL JOIN (SELECT unit, state FROM task WHERE request = r.id AND {Within}) k ON k.unit = f.unit OFFSET 0) y
            WHERE NOT (r.has_ended AND EXISTS (SELECT FROM division d WHERE d.code = y.unit AND d.valid_to < r.starts))
                AND NOT (r.has_unbegun AND EXISTS (SELECT FROM division d WHERE d.code = y.unit AND d.began > r.until))) s
        """;

    /// <summary>A needed cell that few units hold, and how many of them are kept.</summary>
    private const string Scarce =
        """
        SELECT n.element, n.latest_answers, n.rolls_up, f.required, coalesce(h.held5, 0) AS held
        FROM needed_cell n JOIN form_field f ON f.form = r.form AND f.version = r.form_version AND f.element = n.element
        LEFT JOIN LATERAL (
            SELECT greatest(u.reported, u.held5) AS most, u.held5 FROM roll_up u
            WHERE u.element = n.element AND u.period = r.period AND u.unit = r.place
                AND u.level = CASE r.place WHEN 'CN' THEN 0 ELSE array_position(ARRAY[2, 4, 6, 9, 12], length(r.place)) END OFFSET 0) h ON true
        WHERE n.request = r.id ORDER BY n.latest_answers, n.rolls_up, coalesce(h.most, 0), n.element LIMIT 1
        """;

    /// <summary>Tasks that are complete though nothing was filed, among the units that hold the scarce cell; none where as many hold it as filed.</summary>
    private static string Complete =>
        $"""
        SELECT {IsOff("u.code")} AS is_off, {Due("u.code")} AS due, r.has_nils AND {TaskSql.IsDeclaredNil} AS is_nil
        FROM (SELECT WHERE NOT (r.level = 5 AND s.required AND NOT s.latest_answers AND NOT r.has_nils AND t.filings = s.held)
            OR EXISTS (SELECT FROM roll_up_change w WHERE w.element = s.element AND w.period = r.period) OFFSET 0) z
        CROSS JOIN LATERAL (
            SELECT CASE WHEN s.rolls_up THEN {Above} ELSE unit END AS unit FROM value WHERE NOT s.latest_answers AND element = s.element AND period = r.period AND {Within}
            UNION SELECT CASE WHEN s.rolls_up THEN {Above} ELSE unit END FROM value WHERE s.latest_answers AND element = s.element AND until <= r.until AND {Within}
            UNION SELECT {Above} FROM standing_nil WHERE r.has_nils AND {Within}) v
        JOIN division u ON u.code = v.unit AND u.level = r.level AND {InForce.Unit}
        WHERE NOT {TaskSql.IsFiled} AND NOT EXISTS (SELECT FROM task k WHERE k.request = r.id AND k.unit = u.code) AND {TaskSql.IsComplete}
        """;

    private static string IsOff(string unit) => $"CASE WHEN r.has_recalls THEN {TaskSql.IsRecalled(unit)} ELSE false END";

    private static string Due(string unit) => $"CASE WHEN r.has_extensions THEN {TaskSql.DueOn(unit)} ELSE r.due_on END";
}
