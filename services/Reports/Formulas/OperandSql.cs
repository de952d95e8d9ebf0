using Datarun.Reports.RollUps;

namespace Datarun.Reports.Formulas;

/// <summary>
/// What an operand of a formula is worth for a unit that has others below it, computed from their values within the one statement of all formulas. The
/// same rule by which figures are kept up (RollUps/FoldRollUps): a value counts only where no place between it and the top has one.
/// </summary>
internal static class OperandSql
{
    /// <summary>A LATERAL item: reported (nil returns among them), nil, number, text, flag and newest.</summary>
    /// <param name="x">The row of the operand: <c>element, period, low, high, aggregation</c>.</param>
    public static string Figures(string x) =>
        $"""
        LATERAL (
            WITH held AS MATERIALIZED (
                SELECT v.unit, v.level, v.number, v.text, v.flag, v.recorded_at, num_nulls(v.number, v.text, v.flag) = 3 AS nil
                FROM value v WHERE v.element = {x}.element AND v.period = {x}.period AND v.unit >= {x}.low AND v.unit < {x}.high AND v.level > 0
                UNION ALL
                SELECT n.unit, n.level, NULL, NULL, NULL, max(n.declared_at), true
                FROM declared_nil n WHERE n.element = {x}.element AND n.period = {x}.period AND n.unit >= {x}.low AND n.unit < {x}.high
                    AND NOT EXISTS (SELECT FROM value v WHERE v.unit = n.unit AND v.element = n.element AND v.period = n.period)
                GROUP BY n.unit, n.level),
            used AS (
                SELECT v.* FROM held v
                WHERE v.level = (SELECT min(level) FROM held) OR {FigureSql.NoneAbove(x)})
            SELECT count(*) AS reported, count(*) FILTER (WHERE nil) AS nil, max(recorded_at) AS newest,
                CASE {x}.aggregation
                    WHEN 'SUM' THEN CASE WHEN count(*) > 0 THEN coalesce(sum(number), 0) END
                    WHEN 'AVG' THEN trim_scale(round({Quotient.Of("sum(number)", "count(number)")}, 10))
                    WHEN 'MIN' THEN min(number)
                    WHEN 'MAX' THEN max(number)
                    WHEN 'LAST' THEN (array_agg(number ORDER BY recorded_at DESC) FILTER (WHERE {x}.aggregation = 'LAST' AND NOT nil))[1]
                END AS number,
                (array_agg(text ORDER BY recorded_at DESC) FILTER (WHERE {x}.aggregation = 'LAST' AND NOT nil))[1] AS text,
                (array_agg(flag ORDER BY recorded_at DESC) FILTER (WHERE {x}.aggregation = 'LAST' AND NOT nil))[1] AS flag
            FROM used)
        """;
}
