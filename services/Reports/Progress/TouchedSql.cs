using Datarun.Reports.Places;
using Datarun.Reports.Tasks;

namespace Datarun.Reports.Progress;

/// <summary>
/// Which tasks of a request <c>r</c> are looked at when it is counted, said in SQL once: for the places of one request (<see cref="TallySql"/>) and for
/// many requests (<see cref="TimelinessSql"/>). All others had nothing happen to them and are counted by what is kept of divisions. Needs <c>@today</c>.
/// </summary>
public sealed record TouchedSql
{
    /// <summary>Whether a <c>unit</c> is in a stretch <c>p</c>.</summary>
    public const string Within = "unit >= p.low AND unit < p.high";

    /// <summary>The stretches of what is counted, as <see cref="StretchSql"/> has them: a SELECT of those between two codes.</summary>
    public required Func<string, string, string> Stretches { get; init; }

    /// <summary>Whether it may be over; <c>false</c> spares looking for who is late.</summary>
    public string Passed { get; init; } = "true";

    /// <summary>Which of the rows <c>y</c> are asked, where units had ended or began later.</summary>
    public string Where { get; init; } = "";

    /// <summary>Whether something happened to tasks beside their filing.</summary>
    public bool HasTasks { get; init; } = true;

    /// <summary><c>OFFSET 0</c> where it costs something to find out about a unit, so that it is found out once.</summary>
    public string Once { get; init; } = " OFFSET 0";

    /// <summary>The end of a day of China, as an instant.</summary>
    public static string EndOf(string day) => $"({day} + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'";

    /// <summary>Whether a unit had ended before the period began.</summary>
    public static string HasEnded(string unit) => $"EXISTS (SELECT FROM division d WHERE d.code = {unit} AND d.valid_to < r.starts)";

    /// <summary>Whether a unit began only after the period was over.</summary>
    public static string IsUnbegun(string unit) => $"EXISTS (SELECT FROM division d WHERE d.code = {unit} AND d.began > r.until)";

    /// <summary>How many units of a place the request asks, recalled ones too.</summary>
    public static string Units(string place) =>
        $"SELECT coalesce(sum(n.units), 0)::bigint FROM division_count n WHERE n.place = {place} AND n.level = r.level AND {InForce.Counted}";

    /// <summary>The outermost of some ranges, which are places, and how many units each has: <c>low, high, units</c>.</summary>
    public static string Outermost(string ranges) =>
        $"""
        SELECT o.low, o.high, ({Units("CASE o.low WHEN '0' THEN 'CN' ELSE o.low END")}) AS units
        FROM (SELECT low, high, max(high) OVER (ORDER BY low, high DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached FROM ({ranges}) w) o
        WHERE o.reached IS NULL OR o.reached < o.high
        """;

    /// <summary>How many units such ranges have of a part.</summary>
    public static string UnitsIn(string outermost, string low, string high, string units) =>
        $"""
        (SELECT CASE WHEN bool_or(x.low <= {low} AND x.high >= {high}) THEN {units} ELSE coalesce(sum(x.units), 0)::bigint END
            FROM {outermost} x WHERE x.low < {high} AND x.high > {low})
        """;

    /// <summary>
    /// A needed cell that few units hold, and how many of them are kept: whoever is complete without a filing is among those who hold it.
    /// <c>element, latest_answers, rolls_up, required, held</c>.
    /// </summary>
    /// <param name="place">The part; CN for the country.</param>
    public static string Scarce(string place, string level) =>
        $"""
        SELECT n.element, n.latest_answers, n.rolls_up, f.required, coalesce(h.held5, 0) AS held
        FROM needed_cell n JOIN form_field f ON f.form = r.form AND f.version = r.form_version AND f.element = n.element
        LEFT JOIN LATERAL (
            SELECT greatest(u.reported, u.held5) AS most, u.held5 FROM roll_up u
            WHERE u.element = n.element AND u.period = r.period AND u.level = {level} AND u.unit = {place} OFFSET 0) h ON true
        WHERE n.request = r.id ORDER BY n.latest_answers, n.rolls_up, coalesce(h.most, 0), n.element LIMIT 1
        """;

    /// <summary>Where a unit is held by the place above it: the one of the level that is asked.</summary>
    public static string Above(string unit) => $"left({unit}, CASE r.level WHEN 1 THEN 2 WHEN 2 THEN 4 WHEN 3 THEN 6 WHEN 4 THEN 9 ELSE 12 END)";

    /// <summary>One row: what is counted of tasks that have a filing or a row of their own.</summary>
    /// <param name="low">Where the part begins.</param>
    /// <param name="high">Where it ends.</param>
    /// <param name="counts">Further columns over them.</param>
    public string Touched(string low, string high, string counts) => $"SELECT count(*) FILTER (WHERE has_filing) AS filings, {Live}, {counts} FROM ({Rows(low, high)}) t";

    /// <summary>
    /// One row: what is counted of tasks that are complete though nothing was filed. Those who hold the cell are found first (OFFSET 0), often none, and
    /// divisions are bounded by the part: or PostgreSQL would go through all divisions for each village.
    /// </summary>
    /// <param name="low">Where the part begins.</param>
    /// <param name="high">Where it ends.</param>
    /// <param name="searched">Where in the part they are looked for: ranges <c>low, high</c>.</param>
    /// <param name="holders">Who holds the scarce cell in a stretch <c>p</c>: <c>unit</c>.</param>
    /// <param name="isNil">Whether a unit <c>u</c> has declared that it has nothing.</param>
    public string Complete(string low, string high, string searched, string holders, string isNil) =>
        $"""
        SELECT count(*) AS units, count(*) FILTER (WHERE due < @today) AS late, count(*) FILTER (WHERE is_nil) AS nil, {Live}
        FROM (
            SELECT v.is_off, v.due, {isNil} AS is_nil
            FROM (
                SELECT v.unit, p.due, p.is_off
                FROM ({searched}) z CROSS JOIN LATERAL ({Stretches("z.low", "z.high")}) p CROSS JOIN LATERAL ({holders}) v OFFSET 0) v
            JOIN division u ON u.code = v.unit AND u.code >= {low} AND u.code < {high} AND u.level = r.level AND {InForce.Unit}
            WHERE NOT {TaskSql.IsFiled} AND NOT EXISTS (SELECT FROM task k WHERE k.request = r.id AND k.unit = u.code) AND {TaskSql.IsComplete}) c
        """;

    private const string Live =
        """
        count(*) FILTER (WHERE NOT is_off) AS kept, count(*) FILTER (WHERE is_off) AS off,
        count(*) FILTER (WHERE NOT is_off AND due < @today) AS live, count(*) FILTER (WHERE is_off AND due < @today) AS off_live
        """;

    private string Rows(string low, string high) =>
        $"""
        SELECT s.*, NOT (s.is_off AND s.state = 'TERMINATED') AS counted, s.row = 'PENDING' AND NOT s.is_off AS is_returned, s.has_filing OR s.state = 'COMPLETED' AS is_filed
        FROM (
            SELECT y.*, {InTime} AS in_time,
                CASE WHEN y.row IN ('PENDING', 'IN_REVIEW', 'REVIEWED') THEN CASE WHEN y.is_off THEN 'TERMINATED' ELSE y.row END
                    WHEN y.row = 'COMPLETED' OR y.has_filing THEN 'COMPLETED' ELSE 'TERMINATED' END AS state
            FROM (SELECT y.*, p.is_off, p.due, p.due_end FROM ({Stretches(low, high)}) p CROSS JOIN LATERAL ({FiledOrKept}) y {Where}{Once}) y{Once}) s
        """;

    private string FiledOrKept => HasTasks
        ? $"""
          SELECT coalesce(f.unit, k.unit) AS unit, f.unit IS NOT NULL AS has_filing, f.version, f.nil AS is_nil, f.filed_at, k.state AS row
          FROM (SELECT unit, version, nil, filed_at FROM filing WHERE request = r.id AND {Within}) f
          FULL JOIN (SELECT unit, state FROM task WHERE request = r.id AND {Within}) k ON k.unit = f.unit
          """
        : $"SELECT unit, true AS has_filing, version, nil AS is_nil, filed_at, NULL::text AS row FROM filing WHERE request = r.id AND {Within}";

    // The first filing decides, so that a return for correction makes nobody late.
    private string InTime =>
        $"""
        CASE WHEN {Passed} AND @today > y.due THEN coalesce(
            CASE WHEN y.version = 1 THEN y.filed_at ELSE coalesce((
                SELECT v.filed_at FROM filing f JOIN filing_version v ON v.filing = f.id AND v.version = 1 WHERE f.request = r.id AND f.unit = y.unit), y.filed_at) END < y.due_end, true) ELSE true END
        """;
}
