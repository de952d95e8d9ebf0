using Datarun.Reports.Places;
using Datarun.Reports.RollUps;

namespace Datarun.Reports.Tasks;

/// <summary>
/// What is true of any number of tasks, said in SQL: for a request <c>r</c> and a unit given as an expression. The task is never a
/// row; <c>t</c> is its row in <c>task</c>, left joined, for the few that have one. Says the same as <see cref="TaskStanding"/>.
/// </summary>
public static class TaskSql
{
    /// <summary>Units that the request asks, as <c>u</c>; a place that was not there in the period is not asked.</summary>
    public const string Units =
        $"JOIN division u ON u.level = r.level AND u.code >= r.low AND u.code < r.high AND {InForce.Unit}";

    /// <summary>Whether the unit <c>u</c> filed.</summary>
    public const string IsFiled = "EXISTS (SELECT FROM filing f WHERE f.request = r.id AND f.unit = u.code)";

    /// <summary>The last day to file that holds for the unit.</summary>
    public static string DueOn(string unit) =>
        $"greatest(r.due_on, (SELECT max(x.due_on) FROM {OverIn("request_extension", unit)} x))";

    /// <summary>Why the unit was recalled; null where it was not.</summary>
    public static string RecalledFor(string unit) =>
        $"(SELECT c.reason FROM {OverIn("request_recall", unit)} c ORDER BY c.done_at DESC LIMIT 1)";

    /// <summary>Whether the unit was recalled.</summary>
    public static string IsRecalled(string unit) => $"EXISTS (SELECT FROM {OverIn("request_recall", unit)} c)";

    /// <summary>
    /// What a table of parts of requests (extensions, recalls) holds of the places that a unit lies in, itself too, as a part of FROM that is to be named. Looked
    /// up place by place (OFFSET 0): or PostgreSQL would read all parts of a request for each unit, as long as they are some hundred only.
    /// </summary>
    public static string OverIn(string parts, string unit, string request = "r.id") =>
        $"""
        unnest(ARRAY['0', {PlaceSql.Over(unit)}, {unit}]) AS o(low)
        CROSS JOIN LATERAL (SELECT * FROM {parts} WHERE request = {request} AND low = o.low OFFSET 0)
        """;

    /// <summary>Columns of a <see cref="StandingRow"/>.</summary>
    public static string Standing(string unit) =>
        $"t.state AS row_state, t.awaiting, t.reason, t.filing_version, {RecalledFor(unit)} AS recalled_for, {DueOn(unit)} AS due";

    /// <summary>
    /// Whether every needed cell is known for the unit <c>u</c>, as <see cref="Cell.Of"/> has it; needs <c>@today</c>. It stops at the first
    /// cell that is not. Where one request is asked about many units, a CTE <c>needed_cell</c> (<see cref="NeededOnce"/>) spares the joins.
    /// </summary>
    public const string IsComplete = $"NOT EXISTS (SELECT FROM needed_cell n WHERE n.request = r.id AND NOT ({IsDelivered}))";

    /// <summary>Whether nobody has to type the cell <c>n</c> (<c>element, latest_answers, valid_for_days, rolls_up</c>) of the unit <c>u</c>; needs <c>@today</c>.</summary>
    public const string IsDelivered =
        $"""
        EXISTS (SELECT FROM value v WHERE v.unit = u.code AND v.element = n.element AND v.period = r.period)
        OR (n.latest_answers AND EXISTS (
            SELECT FROM (SELECT v.until, v.recorded_at FROM value v WHERE v.unit = u.code AND v.element = n.element AND v.until <= r.until
                ORDER BY v.until DESC, v.recorded_at DESC LIMIT 1) v
            WHERE coalesce(lapse_of(v.until, v.recorded_at, n.valid_for_days) > @today, true)))
        OR (EXISTS (SELECT FROM standing_nil s WHERE s.unit = u.code)
            AND EXISTS (SELECT FROM declared_nil d WHERE d.unit = u.code AND d.element = n.element AND d.period = r.period))
        OR (n.rolls_up AND (
            EXISTS (SELECT FROM value v WHERE v.element = n.element AND v.period = r.period AND v.unit > u.code AND v.unit < u.code || ':' AND v.level > 0)
            OR EXISTS (SELECT FROM declared_nil d WHERE d.element = n.element AND d.period = r.period AND d.unit > u.code AND d.unit < u.code || ':')
            OR (n.latest_answers AND EXISTS ({EarlierSql.Below}))))
        """;

    /// <summary>Whether a standing nil declaration of the unit <c>u</c> answers one of the needed cells; one of which a value is known it does not answer.</summary>
    public const string IsDeclaredNil =
        """
        EXISTS (SELECT FROM standing_nil s WHERE s.unit = u.code)
            AND EXISTS (SELECT FROM declared_nil d JOIN needed_cell n ON n.request = r.id AND n.element = d.element WHERE d.unit = u.code AND d.period = r.period
                AND NOT EXISTS (SELECT FROM value v WHERE v.unit = d.unit AND v.element = d.element AND v.period = d.period))
        """;

    /// <summary>A CTE that stands in for the view of that name, for the request <c>@id</c>.</summary>
    public const string NeededOnce = "needed_cell AS MATERIALIZED (SELECT * FROM needed_cell WHERE request = @id)";

    /// <summary>The state of the task of the unit <c>u</c>; needs <c>t</c> and <c>@today</c>.</summary>
    public static string State { get; } =
        $"""
        CASE WHEN t.state IN ('PENDING', 'IN_REVIEW', 'REVIEWED') THEN CASE WHEN {IsRecalled("u.code")} THEN 'TERMINATED' ELSE t.state END
            WHEN t.state = 'COMPLETED' OR {IsFiled} THEN 'COMPLETED'
            WHEN t.state = 'TERMINATED' THEN 'TERMINATED'
            WHEN {IsComplete} THEN 'COMPLETED'
            WHEN {IsRecalled("u.code")} THEN 'TERMINATED'
            ELSE 'PENDING' END
        """;

    /// <summary>The row of the task of the unit <c>u</c>, where it has one.</summary>
    public const string Row = "LEFT JOIN task t ON t.request = r.id AND t.unit = u.code";

    /// <summary>The same, looked up for one unit after the other: a page of units stays in their order, and ends where it is full.</summary>
    public const string RowOfEach = "LEFT JOIN LATERAL (SELECT * FROM task k WHERE k.request = r.id AND k.unit = u.code OFFSET 0) t ON true";
}
