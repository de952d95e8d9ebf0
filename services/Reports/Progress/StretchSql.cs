using Datarun.Reports.Tasks;

namespace Datarun.Reports.Progress;

/// <summary>
/// A range of codes cut wherever a place begins or ends that was recalled or given a later day, said in SQL. What holds for one unit of a stretch holds for
/// all of it: it is looked up once for each stretch and for no unit.
/// </summary>
public static class StretchSql
{
    /// <summary>
    /// A SELECT of <c>low, high, due, due_end, is_off</c> for a request <c>r</c>: stretches that are apart, the last day of each, its end as an instant, and whether it was recalled.
    /// </summary>
    /// <param name="low">Where the range begins: at a place, 0 for the country.</param>
    /// <param name="high">Where it ends.</param>
    /// <remarks>
    /// Places nest, so the innermost of them tells what holds from where it begins; from where it ends, that of the place around it, in which its code lies
    /// without the last digit. Places below the units that are asked say nothing about these.
    /// </remarks>
    public static string Of(string low, string high) =>
        $"""
        SELECT s.low, s.high, s.due, {TouchedSql.EndOf("s.due")} AS due_end, s.is_off
        FROM (
            SELECT s.at AS low, lead(s.at, 1, {high}) OVER (ORDER BY s.at) AS high, {TaskSql.DueOn("s.place")} AS due, {TaskSql.IsRecalled("s.place")} AS is_off
            FROM (
                SELECT DISTINCT ON (at) at, place
                FROM (
                    SELECT {low} COLLATE "C" AS at, {low} AS place
                    UNION ALL SELECT e.at, e.place
                    FROM ({Places}) p CROSS JOIN LATERAL (VALUES (p.low, p.low), (p.high, left(p.low, -1))) AS e(at, place)
                    WHERE e.at > {low} AND e.at < {high}) s
                ORDER BY at, length(place) DESC) s) s
        """;

    private static string Places { get; } =
        $"""
        SELECT low, high FROM (
            SELECT low, high FROM request_extension WHERE request = r.id UNION SELECT low, high FROM request_recall WHERE request = r.id) p
        WHERE low = {TouchedSql.Above("low")}
        """;
}
