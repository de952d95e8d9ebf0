using Datarun.Reports.Tasks;

namespace Datarun.Reports.Progress;

/// <summary>
/// How far the units of many places have come, each place at once: units that nothing happened to are counted by what is kept of divisions and never
/// looked at; those that filed, that were reviewed, returned or refused, and those that are complete by themselves are. Says the same as
/// <see cref="TaskSql.State"/> does of each. Needs <c>@id, @today</c> and rows <c>g</c> of places: <c>place, level, low, high</c>.
/// </summary>
public sealed class TallySql(Bearing b)
{
    private bool HasLater => b is { Passed: true, Extended: true };

    private bool HasSpared => HasLater || b.Recalled;

    /// <summary>What the query begins with: the request with the day that holds for all of the part, its cells, and the parts of which less is asked, or later.</summary>
    public string With =>
        $"""
        WITH r AS MATERIALIZED (
            SELECT *, {TouchedSql.EndOf("due")} AS due_end FROM (SELECT *, {TaskSql.DueOn("@Low")} AS due FROM request r WHERE id = @id) r),
        {TaskSql.NeededOnce},
        waiting AS MATERIALIZED (
            SELECT w.place, w.place || ':' AS high, coalesce(h.held5, 0) AS held,
                (SELECT count(*) FROM filing f WHERE f.request = @id AND f.unit >= w.place AND f.unit < w.place || ':') AS filings
            FROM r CROSS JOIN (
                SELECT DISTINCT p.place COLLATE "C" AS place FROM r JOIN roll_up_change w ON w.element = {b.Scarce} AND w.period = r.period
                CROSS JOIN unnest(w.places) AS p(place) WHERE length(p.place) = 9) w
            LEFT JOIN roll_up h ON h.element = {b.Scarce} AND h.period = r.period AND h.level = 4 AND h.unit = w.place),
        recalled AS MATERIALIZED ({Outermost("SELECT low, high FROM request_recall WHERE request = @id")}),
        stretch AS MATERIALIZED (SELECT s.* FROM r CROSS JOIN LATERAL ({StretchSql.Of("@Low", "@High")}) s),
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
            SELECT a.units, {(b.Recalled ? UnitsIn("recalled") : "0")} AS recalled, {(HasLater ? UnitsIn("later") : "0")} AS later,
                {(HasSpared ? UnitsIn("spared") : "0")} AS spared
            FROM ({TouchedSql.Units("g.place")}) AS a(units) OFFSET 0) a
        CROSS JOIN LATERAL ({Tasks.Touched("g.low", "g.high", counts)}) t
        CROSS JOIN LATERAL ({Tasks.Complete("g.low", "g.high", Searched, Holders, b.Nils ? TaskSql.IsDeclaredNil : "false")}) c
        CROSS JOIN LATERAL (
            SELECT a.units - a.recalled - t.kept - (c.units - c.off) AS pending, a.recalled - t.off - c.off AS terminated,
                {(b.Passed ? "a.units - a.spared - t.live - c.live" : "0")} AS pending_late, {(b.Passed ? "a.spared - a.later - t.off_live - c.off_live" : "0")} AS terminated_late) w
        """;

    private TouchedSql Tasks => new()
    {
        Stretches = Stretches, Passed = b.Passed ? "true" : "false", HasTasks = b.Tasks, Once = b.Tasks || HasSpared ? " OFFSET 0" : "",
        Where = $"WHERE {(b.Ended ? $"NOT {TouchedSql.HasEnded("y.unit")}" : "true")} AND {(b.Unbegun ? $"NOT {TouchedSql.IsUnbegun("y.unit")}" : "true")}",
    };

    // Where no place within the part was recalled or given a later day, all of it is one stretch.
    private string Stretches(string low, string high) => HasSpared
        ? $"SELECT greatest(s.low, {low}) AS low, least(s.high, {high}) AS high, s.due, s.due_end, s.is_off FROM stretch s WHERE s.low < {high} AND s.high > {low}"
        : $"SELECT {low} AS low, {high} AS high, r.due, r.due_end, false AS is_off";

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
            var values = $"FROM value WHERE element = {b.Scarce} AND {(b.LatestAnswers ? "until <= r.until" : "period = r.period")} AND {TouchedSql.Within}";
            var holders = b.RollsUp ? $"SELECT DISTINCT {TouchedSql.Above("unit")} AS unit {values}" : b.LatestAnswers ? $"SELECT DISTINCT unit {values}" : $"SELECT unit {values}";
            return b.Nils ? $"{holders} UNION SELECT {TouchedSql.Above("unit")} FROM standing_nil WHERE {TouchedSql.Within}" : holders;
        }
    }
}
