using Datarun.Reports.Tasks;

namespace Datarun.Reports.Progress;

/// <summary>
/// How far the units of many places have come, each place at once: units that nothing happened to are counted by what is kept of divisions and never
/// looked at; those that filed, that were reviewed, returned or refused, and those that are complete by themselves are. Says the same as
/// <see cref="TaskSql.State"/> does of each. Needs <c>@id, @today</c> and rows <c>g</c> of places: <c>place, level, low, high</c>.
/// </summary>
public sealed class TallySql(Bearing b)
{
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
            SELECT *, {TouchedSql.EndOf("due")} AS due_end
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

    private static string Outermost(string ranges) => $"SELECT o.* FROM r CROSS JOIN LATERAL ({TouchedSql.Outermost(ranges)}) o";

    private static string UnitsIn(string outermost) => TouchedSql.UnitsIn(outermost, "g.low", "g.high", "a.units");

    /// <summary>Joins for each place: <c>a</c> what is asked, <c>w</c> what nothing happened to, <c>t</c> what something happened to, <c>c</c> what is complete by itself.</summary>
    /// <param name="counts">Columns over the touched tasks.</param>
    public string Joins(string counts) =>
        $"""
        CROSS JOIN LATERAL (
            SELECT a.units, {(b.Recalls.Length > 0 ? UnitsIn("recalled") : "0")} AS recalled, {(HasLater ? UnitsIn("later") : "0")} AS later,
                {(HasSpared ? UnitsIn("spared") : "0")} AS spared,
                EXISTS (SELECT FROM recalled x WHERE x.low < g.high AND x.high > g.low) AS has_off, EXISTS (SELECT FROM extended x WHERE x.low < g.high AND x.high > g.low) AS has_later
            FROM ({TouchedSql.Units("g.place")}) AS a(units) OFFSET 0) a
        CROSS JOIN LATERAL ({Tasks.Touched(counts)}) t
        CROSS JOIN LATERAL ({Tasks.Complete(Searched, Holders, b.Nils ? TaskSql.IsDeclaredNil : "false")}) c
        CROSS JOIN LATERAL (
            SELECT a.units - a.recalled - t.kept - (c.units - c.off) AS pending, a.recalled - t.off - c.off AS terminated,
                {(b.Passed ? "a.units - a.spared - t.live - c.live" : "0")} AS pending_late, {(b.Passed ? "a.spared - a.later - t.off_live - c.off_live" : "0")} AS terminated_late) w
        """;

    private TouchedSql Tasks => new()
    {
        Within = "unit >= g.low AND unit < g.high", IsOff = IsOff, Due = Due, HasLater = HasLater ? "a.has_later" : "false", Passed = b.Passed ? "true" : "false",
        Where = $"WHERE {(b.Ended ? $"NOT {TouchedSql.HasEnded("y.unit")}" : "true")} AND {(b.Unbegun ? $"NOT {TouchedSql.IsUnbegun("y.unit")}" : "true")}", HasTasks = b.Tasks, Once = b.Tasks || HasSpared ? " OFFSET 0" : "",
    };

    /// <summary>Where those are looked for who are complete without a filing: everywhere, unless what is kept says that there are none but where it waits to be made anew.</summary>
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
            var holders = b.RollsUp ? $"SELECT DISTINCT {TouchedSql.Above} AS unit {values}" : b.LatestAnswers ? $"SELECT DISTINCT unit {values}" : $"SELECT unit {values}";
            return b.Nils ? $"{holders} UNION SELECT {TouchedSql.Above} FROM standing_nil WHERE unit >= z.low AND unit < z.high" : holders;
        }
    }
}
