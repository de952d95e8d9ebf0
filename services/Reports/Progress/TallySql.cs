using Datarun.Reports.Places;
using Datarun.Reports.Tasks;

namespace Datarun.Reports.Progress;

/// <summary>
/// How far the units of many places have come, each place at once: units that nothing happened to are counted by what is kept of divisions and never
/// looked at; those that filed, that were reviewed, returned or refused, and those that are complete by themselves are. Says the same as
/// <see cref="TaskSql.State"/> does of each. Needs <c>@id, @today</c> and rows <c>g</c> of places: <c>place, level, low, high</c>.
/// </summary>
public sealed class TallySql(Bearing b)
{
    private const string Within = "unit >= g.low AND unit < g.high";

    // Ranges are places, so a unit lies in one if its code begins with it: one look into a hash.
    private string IsOff(string unit) => b.Recalls switch
    {
        [] => "false",
        _ when b.Recalls.Contains(1) => "true",
        _ => "a.has_off AND (" + string.Join(" OR ", b.Recalls.Select(d => $"left({unit}, {d}) IN (SELECT low FROM recalled)")) + ")",
    };

    private string Due(string unit) => !HasLater ? "r.due" :
        $"CASE WHEN a.has_later AND ({string.Join(" OR ", b.Extensions.Select(d => $"left({unit}, {d}) IN (SELECT low FROM extended)"))}) THEN {TaskSql.DueOn(unit)} ELSE r.due END";

    private bool HasLater => b is { Passed: true, Extensions.Length: > 0 };

    private bool HasSpared => HasLater || b.Recalls.Length > 0;

    /// <summary>What the query begins with: the request with the day that holds for all of the part, its cells, and the parts of which less is asked, or later.</summary>
    public string With =>
        $"""
        WITH r AS MATERIALIZED (
            SELECT *, (due + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' AS due_end
            FROM (SELECT *, greatest(due_on, (SELECT max(due_on) FROM request_extension WHERE request = @id AND low <= @Low AND high >= @High)) AS due FROM request WHERE id = @id) r),
        {TaskSql.NeededOnce},
        waiting AS MATERIALIZED (
            SELECT w.place, w.place || ':' AS high, coalesce(h.held5, 0) AS held,
                (SELECT count(*) FROM filing f WHERE f.request = @id AND f.unit >= w.place AND f.unit < w.place || ':') AS filings
            FROM r CROSS JOIN (
                SELECT DISTINCT p.place COLLATE "C" AS place FROM r JOIN roll_up_change w ON w.element = {b.Scarce} AND w.period = r.period
                CROSS JOIN unnest(w.places) AS p(place) WHERE length(p.place) = 9) w
            LEFT JOIN roll_up h ON h.element = {b.Scarce} AND h.period = r.period AND h.level = 4 AND h.unit = w.place),
        recalled AS MATERIALIZED ({Outermost("SELECT low, high FROM request_recall WHERE request = @id")}),
        extended AS MATERIALIZED (SELECT low, high FROM request_extension WHERE request = @id AND NOT (low <= @Low AND high >= @High)),
        later AS MATERIALIZED ({Outermost(Later)}),
        spared AS MATERIALIZED ({Outermost($"SELECT low, high FROM request_recall WHERE request = @id UNION ALL {Later}")})
        """;

    private const string Later = "SELECT low, high FROM request_extension WHERE request = @id AND due_on >= @today";

    private static string Outermost(string ranges) =>
        $"""
        SELECT o.low, o.high, ({Units("CASE o.low WHEN '0' THEN 'CN' ELSE o.low END")}) AS units
        FROM r, (SELECT low, high, max(high) OVER (ORDER BY low, high DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached FROM ({ranges}) w) o
        WHERE o.reached IS NULL OR o.reached < o.high
        """;

    /// <summary>How many units of a place the request asks, recalled ones too.</summary>
    public static string Units(string place) =>
        $"SELECT coalesce(sum(n.units), 0)::bigint FROM division_count n WHERE n.place = {place} AND n.level = r.level AND {InForce.Counted}";

    private static string UnitsIn(string ranges) =>
        $"""
        (SELECT CASE WHEN bool_or(x.low <= g.low AND x.high >= g.high) THEN a.units ELSE coalesce(sum(x.units), 0)::bigint END
            FROM {ranges} x WHERE x.low < g.high AND x.high > g.low)
        """;

    /// <summary>Joins for each place: <c>a</c> what is asked, <c>w</c> what nothing happened to, <c>t</c> what something happened to, <c>c</c> what is complete by itself.</summary>
    /// <param name="counts">Columns over the touched tasks.</param>
    public string Joins(string counts) =>
        $"""
        CROSS JOIN LATERAL (
            SELECT a.units, {(b.Recalls.Length > 0 ? UnitsIn("recalled") : "0")} AS recalled, {(HasLater ? UnitsIn("later") : "0")} AS later,
                {(HasSpared ? UnitsIn("spared") : "0")} AS spared,
                EXISTS (SELECT FROM recalled x WHERE x.low < g.high AND x.high > g.low) AS has_off, EXISTS (SELECT FROM extended x WHERE x.low < g.high AND x.high > g.low) AS has_later
            FROM ({Units("g.place")}) AS a(units) OFFSET 0) a
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE NOT is_off) AS kept, count(*) FILTER (WHERE is_off) AS off, count(*) FILTER (WHERE NOT is_off AND due < @today) AS live,
                count(*) FILTER (WHERE is_off AND due < @today) AS off_live, count(*) FILTER (WHERE has_filing) AS filings, {counts}
            FROM ({Touched}) t) t
        CROSS JOIN LATERAL (
            SELECT count(*) AS units, count(*) FILTER (WHERE is_off) AS off, count(*) FILTER (WHERE NOT is_off AND due < @today) AS live,
                count(*) FILTER (WHERE is_off AND due < @today) AS off_live, count(*) FILTER (WHERE due < @today) AS late, count(*) FILTER (WHERE is_nil) AS nil
            FROM ({Complete}) c) c
        CROSS JOIN LATERAL (
            SELECT a.units - a.recalled - t.kept - (c.units - c.off) AS pending, a.recalled - t.off - c.off AS terminated,
                {(b.Passed ? "a.units - a.spared - t.live - c.live" : "0")} AS pending_late, {(b.Passed ? "a.spared - a.later - t.off_live - c.off_live" : "0")} AS terminated_late) w
        """;

    /// <summary>Tasks that have a filing or a row of their own.</summary>
    private string Touched =>
        $"""
        SELECT s.*, NOT (s.is_off AND s.state = 'TERMINATED') AS counted, s.is_back AND NOT s.is_off AS is_returned, s.has_filing OR s.state = 'COMPLETED' AS is_filed
        FROM (
            SELECT y.unit, y.has_filing, y.nil AS is_nil, {IsOff("y.unit")} AS is_off, {Due("y.unit")} AS due, y.row = 'PENDING' AS is_back,
                {State} AS state, {OnTime} AS in_time
            FROM ({FiledOrKept}) y
            WHERE {(b.Ended ? "NOT EXISTS (SELECT FROM division d WHERE d.code = y.unit AND d.valid_to < r.starts)" : "true")}
                AND {(b.Unbegun ? "NOT EXISTS (SELECT FROM division d WHERE d.code = y.unit AND d.began > r.until)" : "true")}{(b.Tasks || HasSpared ? " OFFSET 0" : "")}) s
        """;

    private string FiledOrKept => b.Tasks
        ? $"""
          SELECT coalesce(f.unit, k.unit) AS unit, f.unit IS NOT NULL AS has_filing, f.version, f.nil, f.filed_at, k.state AS row
          FROM (SELECT unit, version, nil, filed_at FROM filing WHERE request = r.id AND {Within}) f
          FULL JOIN (SELECT unit, state FROM task WHERE request = r.id AND {Within}) k ON k.unit = f.unit
          """
        : $"SELECT unit, true AS has_filing, version, nil, filed_at, NULL::text AS row FROM filing WHERE request = r.id AND {Within}";

    private string State => !b.Tasks
        ? "'COMPLETED'"
        : $"""
          CASE WHEN y.row IN ('PENDING', 'IN_REVIEW', 'REVIEWED') THEN CASE WHEN {IsOff("y.unit")} THEN 'TERMINATED' ELSE y.row END
              WHEN y.row = 'COMPLETED' OR y.has_filing THEN 'COMPLETED' ELSE 'TERMINATED' END
          """;

    // The first filing decides, so that a return for correction makes nobody late.
    private string OnTime => !b.Passed
        ? "true"
        : $"""
          coalesce(CASE WHEN y.version = 1 THEN y.filed_at ELSE coalesce(({FirstFiling("y.unit")}), y.filed_at) END
              < {(HasLater ? $"CASE WHEN a.has_later THEN ({Due("y.unit")} + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' ELSE r.due_end END" : "r.due_end")}, true)
          """;

    /// <summary>A SELECT of when a unit filed first; nothing where its first version is still the one.</summary>
    internal static string FirstFiling(string unit) =>
        $"SELECT v.filed_at FROM filing f JOIN filing_version v ON v.filing = f.id AND v.version = 1 WHERE f.request = r.id AND f.unit = {unit}";

    /// <summary>
    /// Tasks that are complete though nothing was filed: looked for among the units that hold the scarce cell, and not at all in a place where as many
    /// hold it as filed.
    /// </summary>
    private string Complete =>
        $"""
        SELECT {IsOff("u.code")} AS is_off, {Due("u.code")} AS due, {(b.Nils ? TaskSql.IsDeclaredNil : "false")} AS is_nil
        FROM ({Searched}) z CROSS JOIN LATERAL ({Holders}) v
        JOIN division u ON u.code = v.unit AND u.level = r.level AND {InForce.Unit}
        WHERE NOT {TaskSql.IsFiled} AND NOT EXISTS (SELECT FROM task k WHERE k.request = r.id AND k.unit = u.code) AND {TaskSql.IsComplete}
        """;

    /// <summary>Where they are looked for: everywhere, unless what is kept says that there are none but where it waits to be made anew.</summary>
    private string Searched => !b.HeldIsKept
        ? "SELECT g.low, g.high"
        : $"""
          SELECT g.low, g.high WHERE {IsOpen}
          UNION ALL SELECT w.place, w.high FROM waiting w WHERE w.place >= g.low AND w.place < g.high AND NOT ({IsOpen})
          """;

    private string IsOpen =>
        $"""
        g.level > 4 OR t.filings <> coalesce((SELECT h.held5 FROM roll_up h WHERE h.element = {b.Scarce} AND h.period = r.period AND h.level = g.level AND h.unit = g.place), 0)
            + coalesce((SELECT sum(w.filings - w.held) FROM waiting w WHERE w.place >= g.low AND w.place < g.high), 0)
        """;

    private string Holders
    {
        get
        {
            var values = $"FROM value WHERE element = {b.Scarce} AND {(b.LatestAnswers ? "until <= r.until" : "period = r.period")} AND unit >= z.low AND unit < z.high";
            // What the units below hold is held by the place above them.
            const string above = "left(unit, CASE r.level WHEN 1 THEN 2 WHEN 2 THEN 4 WHEN 3 THEN 6 WHEN 4 THEN 9 ELSE 12 END)";
            var holders = b.RollsUp ? $"SELECT DISTINCT {above} AS unit {values}" : b.LatestAnswers ? $"SELECT DISTINCT unit {values}" : $"SELECT unit {values}";
            return b.Nils ? $"{holders} UNION SELECT {above} FROM standing_nil WHERE unit >= z.low AND unit < z.high" : holders;
        }
    }
}
