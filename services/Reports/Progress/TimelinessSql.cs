using Datarun.Reports.Tasks;

namespace Datarun.Reports.Progress;

/// <summary>
/// How far many requests have come, each as a whole: counted as <see cref="TallySql"/> counts the places of one, so that units that nothing happened to
/// are never looked at. Needs <c>@Code, @Low, @High, @first, @last, @department, @today</c>.
/// </summary>
public static class TimelinessSql
{
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
        CROSS JOIN LATERAL ({Tasks.Touched("r.from_code", "r.to_code", ProgressSql.Counted)}) t
        CROSS JOIN LATERAL ({TouchedSql.Scarce("r.place", "CASE r.place WHEN 'CN' THEN 0 ELSE array_position(ARRAY[2, 4, 6, 9, 12], length(r.place)) END")}) s
        CROSS JOIN LATERAL ({Tasks.Complete("r.from_code", "r.to_code", Searched, Holders, $"r.has_nils AND {TaskSql.IsDeclaredNil}")}) c
        WHERE r.units > 0 GROUP BY 1 ORDER BY 1
        """;

    /// <summary>The requests, each with the part that counts and with what bears on it, so that what does not is not looked for.</summary>
    private static string Requests =>
        $"""
        SELECT r.*, @today > {TaskSql.DueOn("r.from_code")} AS passed,
            EXISTS (SELECT FROM request_recall c WHERE c.request = r.id AND c.low < r.to_code AND c.high > r.from_code) AS has_recalls,
            EXISTS (SELECT FROM request_extension x WHERE x.request = r.id AND x.low < r.to_code AND x.high > r.from_code) AS has_extensions,
            EXISTS (SELECT FROM division d WHERE d.valid_to < r.starts AND d.level = r.level AND d.code >= r.from_code AND d.code < r.to_code) AS has_ended,
            EXISTS (SELECT FROM division d WHERE d.began > r.until AND d.level = r.level AND d.code >= r.from_code AND d.code < r.to_code) AS has_unbegun,
            EXISTS (SELECT FROM standing_nil WHERE unit >= r.from_code AND unit < r.to_code) AS has_nils, ({TouchedSql.Units("r.place")}) AS units
        FROM (
            SELECT *, greatest(low, @Low) AS from_code, least(high, @High) AS to_code, CASE WHEN low > @Low THEN low ELSE @Code END AS place
            FROM request WHERE due_on BETWEEN @first AND @last AND low < @High AND @Low < high AND (@department IS NULL OR department = @department)) r
        """;

    private static string UnitsIn(string ranges) => TouchedSql.UnitsIn(
        $"({TouchedSql.Outermost($"SELECT low, high FROM ({ranges}) x WHERE low < r.to_code AND high > r.from_code")})", "r.from_code", "r.to_code", "r.units");

    private static TouchedSql Tasks => new()
    {
        Stretches = Stretches, Where = $"WHERE NOT (r.has_ended AND {TouchedSql.HasEnded("y.unit")}) AND NOT (r.has_unbegun AND {TouchedSql.IsUnbegun("y.unit")})",
    };

    // Most requests are never cut: for them nothing is looked up.
    private static string Stretches(string low, string high) =>
        $"""
        SELECT {low} AS low, {high} AS high, r.due_on AS due, {TouchedSql.EndOf("r.due_on")} AS due_end, false AS is_off WHERE NOT (r.has_recalls OR r.has_extensions)
        UNION ALL SELECT * FROM ({StretchSql.Of(low, high)}) s WHERE r.has_recalls OR r.has_extensions
        """;

    /// <summary>Those who are complete without a filing are not looked for where as many hold the scarce cell as filed.</summary>
    private const string Searched =
        """
        SELECT r.from_code AS low, r.to_code AS high WHERE NOT (r.level = 5 AND s.required AND NOT s.latest_answers AND NOT r.has_nils AND t.filings = s.held)
            OR EXISTS (SELECT FROM roll_up_change w WHERE w.element = s.element AND w.period = r.period) OFFSET 0
        """;

    private static string Holders =>
        $"""
        SELECT CASE WHEN s.rolls_up THEN {TouchedSql.Above("unit")} ELSE unit END AS unit FROM value WHERE NOT s.latest_answers AND element = s.element AND period = r.period AND {TouchedSql.Within}
        UNION SELECT CASE WHEN s.rolls_up THEN {TouchedSql.Above("unit")} ELSE unit END FROM value WHERE s.latest_answers AND element = s.element AND until <= r.until AND {TouchedSql.Within}
        UNION SELECT {TouchedSql.Above("unit")} FROM standing_nil WHERE r.has_nils AND {TouchedSql.Within}
        """;
}
