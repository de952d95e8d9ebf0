using System.Globalization;
using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Tasks;

public static class ListTasks
{
    // A state is known only once the cells are read; so many pages of tasks are read at most to fill one page of a state.
    private const int MostRounds = 10;

    /// <summary>One line of the inbox.</summary>
    /// <param name="DueOn">The last day that holds for the unit, extensions included.</param>
    /// <param name="ToType">Cells that are required and not known; 0 where nothing is to be done.</param>
    /// <param name="Awaiting">The level that reviews next, while IN_REVIEW.</param>
    /// <param name="Reason">Why it was returned, refused or recalled.</param>
    public sealed record Line(
        string Id, string Form, string Title, string Department, string Unit, string Period, DateOnly DueOn, TaskState State, int ToType,
        DivisionLevel? Awaiting, string? Reason);

    /// <summary>
    /// The inbox of a unit: what it is asked, and for a place above what the units below it are asked, by due day. A department sees
    /// the tasks of its own forms. With <c>state</c> a page may be short; <c>next</c> says whether there is more.
    /// </summary>
    /// <param name="unit">The unit, with everything below it; the caller's own place where it is left out.</param>
    /// <param name="state">Only tasks in this state.</param>
    /// <param name="due">Only tasks that are due on this day or before.</param>
    public static async Task<Page<Line>> HandleAsync(
        string? unit, TaskState? state, DateOnly? due, [AsParameters] PageQuery page, Caller caller, Catalogue catalogue, AskedForms forms,
        NpgsqlDataSource database, TimeProvider clock, CancellationToken cancel)
    {
        var (place, department) = SeenPlace.Of(unit ?? caller.Area ?? throw CommonProblems.ParameterInvalid.At("?unit").AsException(), caller);
        var from = page.Keys(3);
        var after = (Due: new DateOnly(1, 1, 1), Request: Guid.Empty, Unit: "");
        if (from is not null && DateOnly.TryParse(from[0], CultureInfo.InvariantCulture, out after.Due) && Guid.TryParse(from[1], out after.Request)) after.Unit = from[2];
        else if (from is not null) throw CommonProblems.CursorInvalid.At("?after").AsException();

        await using var connection = await database.OpenConnectionAsync(cancel);
        var elements = await catalogue.ReadAsync(connection, cancel);
        var (lines, keys) = (new List<Line>(), new List<string[]>());
        for (var round = 1; ; round++)
        {
            var rows = (await connection.QueryAsync<Row>(new CommandDefinition(Sql, new
            {
                place.Low, place.High, department, due, state = state?.ToString(), on = after.Due, request = after.Request, after = after.Unit, limit = page.Size + 1,
            }, cancellationToken: cancel))).AsList();
            var versions = await forms.ReadAsync([.. rows.Select(r => (r.Form, r.FormVersion))], elements, connection, cancel);
            List<AskedUnit> tasks = rows.ConvertAll(r => new AskedUnit(r.RequestOfUnit, versions[(r.Form, r.FormVersion)], r.Unit) { Standing = r.Standing });
            var cells = await ReadCells.OfAsync(tasks, clock.Today(), connection, cancel);
            for (var i = 0; i < rows.Count && lines.Count <= page.Size; i++)
            {
                var line = LineOf(tasks[i], rows[i].Filed, cells[i]);
                if (state is not null && line.State != state) continue;
                lines.Add(line);
                keys.Add(KeysOf(rows[i]));
            }
            if (rows.Count <= page.Size || lines.Count > page.Size) return page.Of(lines, _ => keys[page.Size - 1]);
            after = (rows[^1].DueOn, rows[^1].Id, rows[^1].Unit);
            // Long enough for one answer: the rest from where this search stopped.
            if (round == MostRounds) return new Page<Line>(lines, page.Cursor(KeysOf(rows[^1])));
        }
    }

    private static Line LineOf(AskedUnit task, bool filed, IReadOnlyList<Cell> cells)
    {
        var state = task.Standing.State(filed, GetTask.IsComplete(cells));
        return new(
            task.Id, task.Form.Code, task.Form.Body.Title, task.Request.Department, task.Unit, task.Request.Period.ToString(), task.Request.DueOn,
            state, state == TaskState.PENDING ? cells.Count(c => c.Required && !c.IsDelivered) : 0,
            state == TaskState.IN_REVIEW ? task.Standing.Awaiting : null, task.Standing.Reason);
    }

    // The order is by the day that the request was made with: an extension moves no line from one page to another.
    private static string[] KeysOf(Row row) => [row.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Id.ToString(), row.Unit];

    // Ranges of codes nest or are apart, so the units of a request below a place are again one range. The state of most tasks is known
    // only with their cells; what can be told without them is left out here already.
    private static string Sql { get; } =
        $"""
        SELECT r.id, r.form, r.form_version, r.department, r.period, r.under, r.level, r.due_on, r.tasks, u.*
        FROM request r CROSS JOIN LATERAL (
            SELECT u.code AS unit, {TaskSql.Standing("u.code")}, {TaskSql.IsFiled} AS filed
            FROM division u {TaskSql.Row}
            WHERE u.level = r.level AND u.code >= greatest(r.low, @Low) AND u.code < least(r.high, @High)
                AND {InForce.Unit}
                AND ((r.due_on, r.id) > (@on, @request) OR u.code > @after)
                AND (@due::date IS NULL OR {TaskSql.DueOn("u.code")} <= @due)
                AND CASE
                    WHEN @state = 'PENDING' THEN t.state = 'PENDING' OR (t.state IS NULL AND NOT {TaskSql.IsFiled} AND NOT {TaskSql.IsRecalled("u.code")})
                    WHEN @state IN ('IN_REVIEW', 'REVIEWED') THEN t.state = @state
                    WHEN @state = 'TERMINATED' THEN t.state = 'TERMINATED' OR {TaskSql.IsRecalled("u.code")}
                    ELSE true END
            ORDER BY u.code LIMIT @limit) u
        WHERE (r.due_on, r.id) >= (@on, @request) AND (@department IS NULL OR r.department = @department)
            AND (@due::date IS NULL OR r.due_on <= @due) AND r.low < @High AND @Low < r.high
            AND (@state IS DISTINCT FROM 'IN_REVIEW' AND @state IS DISTINCT FROM 'REVIEWED' OR EXISTS (SELECT FROM task t WHERE t.request = r.id AND t.state = @state))
        ORDER BY r.due_on, r.id, u.unit LIMIT @limit
        """;

    private sealed record Row : StandingRow
    {
        public bool Filed { get; init; }
    }
}
