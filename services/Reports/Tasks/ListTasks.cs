using System.Globalization;
using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Places;
using Datarun.Reports.Requests;
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
    /// <param name="ToType">Cells that are required and not known.</param>
    public sealed record Line(
        string Id, string Form, string Title, string Department, string Unit, string Period, DateOnly DueOn, TaskState State, int ToType);

    /// <summary>
    /// The inbox of a unit: what it is asked, and for a place above what the units below it are asked, by due day. A department sees
    /// the tasks of its own forms. With <c>state</c> a page may be short; <c>next</c> says whether there is more.
    /// </summary>
    /// <param name="unit">The unit, with everything below it.</param>
    /// <param name="state">Only tasks in this state.</param>
    public static async Task<Page<Line>> HandleAsync(
        string unit, TaskState? state, [AsParameters] PageQuery page, Caller caller, Catalogue catalogue, AskedForms forms,
        NpgsqlDataSource database, TimeProvider clock, CancellationToken cancel)
    {
        if (Place.Read(unit) is not { } place) throw CommonProblems.ParameterInvalid.At("?unit", unit).AsException();
        string? department = null;
        if (!(caller.Is(Role.REPORTER) && caller.Covers(unit)))
        {
            if (!caller.Is(Role.DEPARTMENT)) caller.MustCover(unit);
            department = caller.Unit;
        }
        var keys = page.Keys(3);
        var after = (Due: new DateOnly(1, 1, 1), Request: Guid.Empty, Unit: "");
        if (keys is not null && DateOnly.TryParse(keys[0], CultureInfo.InvariantCulture, out after.Due) && Guid.TryParse(keys[1], out after.Request)) after.Unit = keys[2];
        else if (keys is not null) throw CommonProblems.CursorInvalid.At("?after").AsException();

        await using var connection = await database.OpenConnectionAsync(cancel);
        var elements = await catalogue.ReadAsync(connection, cancel);
        var lines = new List<Line>();
        for (var round = 1; ; round++)
        {
            var rows = (await connection.QueryAsync<Row>(new CommandDefinition(Sql, new
            {
                place.Low, place.High, department, due = after.Due, request = after.Request, after = after.Unit, limit = page.Size + 1,
            }, cancellationToken: cancel))).AsList();
            var versions = await forms.ReadAsync([.. rows.Select(r => (r.Form, r.FormVersion))], elements, connection, cancel);
            List<AskedUnit> tasks = rows.ConvertAll(r => new AskedUnit(r.Request, versions[(r.Form, r.FormVersion)], r.Unit));
            var cells = await ReadCells.OfAsync(tasks, clock.Today(), connection, cancel);
            for (var i = 0; i < rows.Count && lines.Count <= page.Size; i++)
            {
                var line = LineOf(tasks[i], rows[i].Filed, cells[i]);
                if (state is null || line.State == state) lines.Add(line);
            }
            if (rows.Count <= page.Size || lines.Count > page.Size) return page.Of(lines, KeysOf);
            after = (rows[^1].DueOn, rows[^1].Id, rows[^1].Unit);
            // Long enough for one answer: the rest from where this search stopped.
            if (round == MostRounds) return new Page<Line>(lines, Cursor(after));
        }
    }

    private static Line LineOf(AskedUnit task, bool filed, IReadOnlyList<Cell> cells) => new(
        task.Id, task.Form.Code, task.Form.Body.Title, task.Request.Department, task.Unit, task.Request.Period.ToString(), task.Request.DueOn,
        filed || GetTask.IsComplete(cells) ? TaskState.COMPLETED : TaskState.PENDING, filed ? 0 : cells.Count(c => c.Required && !c.IsDelivered));

    private static string[] KeysOf(Line line) =>
        [line.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), line.Id[..line.Id.IndexOf('.', StringComparison.Ordinal)], line.Unit];

    private static string Cursor((DateOnly Due, Guid Request, string Unit) at) => Microsoft.AspNetCore.WebUtilities.WebEncoders.Base64UrlEncode(
        System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new[] { at.Due.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), at.Request.ToString(), at.Unit }));

    // Ranges of codes nest or are apart, so the units of a request below a place are again one range.
    private const string Sql =
        """
        SELECT r.id, r.form, r.form_version, r.department, r.period, r.under, r.level, r.due_on, r.tasks, d.code AS unit,
            EXISTS (SELECT FROM filing f WHERE f.request = r.id AND f.unit = d.code) AS filed
        FROM request r CROSS JOIN LATERAL (
            SELECT code FROM division d
            WHERE d.level = r.level AND d.code >= greatest(r.low, @Low) AND d.code < least(r.high, @High)
                AND (d.valid_to IS NULL OR d.valid_to >= r.starts)
                AND ((r.due_on, r.id) > (@due, @request) OR d.code > @after)
            ORDER BY d.code LIMIT @limit) d
        WHERE (r.due_on, r.id) >= (@due, @request) AND (@department IS NULL OR r.department = @department)
        ORDER BY r.due_on, r.id, d.code LIMIT @limit
        """;

    private sealed record Row : RequestRow
    {
        public string Unit { get; init; } = "";
        public bool Filed { get; init; }
    }
}
