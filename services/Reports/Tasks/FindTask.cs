using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Tasks;

/// <summary>Finds a task by its id: the request, the form in the version asked, the unit.</summary>
public sealed class FindTask(Catalogue catalogue, AskedForms forms)
{
    // The tasks are hidden from the planner: knowing them it would plan anew for each, and that takes longer than to run it.
    private static readonly string Many = Sql("unnest((SELECT $1::integer[]), (SELECT $2::uuid[]), (SELECT $3::text[])) AS w(n, request, unit)");
    private static readonly string One = Sql("(SELECT 0 AS n, $1::uuid AS request, $2::text AS unit OFFSET 0) w");

    private const int MostAsked = 10_000; // Far more than are filed for at one time; whoever is forgotten is read once more.

    // What the request of a task was last seen to ask. A request hardly ever changes: what is stored for a task is asked for under that, before the request is read.
    private readonly ConcurrentDictionary<Guid, Asks> _asked = new();

    /// <summary>The task; null where the request does not ask this unit. Throws UNIT_NOT_BEGUN or UNIT_ENDED for a unit that was not there in its period.</summary>
    public async Task<AskedUnit?> ByIdAsync(string id, NpgsqlConnection connection, CancellationToken cancel) =>
        (await ByIdsAsync([id], connection, cancel))[0].Asked;

    /// <summary>The task of a unit that the caller covers; throws TASK_UNKNOWN, OUTSIDE_YOUR_UNIT.</summary>
    public async Task<AskedUnit> OwnAsync(string id, Caller caller, NpgsqlConnection connection, CancellationToken cancel)
    {
        var task = await ByIdAsync(id, connection, cancel) ?? throw ReportsProblems.TaskUnknown.Refuse().AsException();
        caller.MustCover(task.Unit);
        return task;
    }

    /// <summary>Any number of them in one statement, in the order of the ids.</summary>
    /// <param name="patience">Set by whoever files for them: how long it waits for its turn (<see cref="AskLock"/>).</param>
    public async Task<IReadOnlyList<FoundTask>> ByIdsAsync(IReadOnlyList<string> ids, NpgsqlConnection connection, CancellationToken cancel, string? patience = null)
    {
        var wanted = ids.Index().Select(i => AskedUnit.TryRead(i.Item, out var request, out var unit) ? (i.Index, Request: request, Unit: unit) : (Index: -1, Request: default, Unit: ""))
            .Where(w => w.Index >= 0).ToArray();
        var found = new FoundTask[ids.Count];
        if (wanted.Length == 0) return found;
        var rows = new List<TaskRow>();
        await SameTrip.RunAsync(
            connection, cancel, patience is null ? null : AskLock.Shared(Array.ConvertAll(wanted, w => w.Request), patience),
            Rows(Many, rows, Array.ConvertAll(wanted, w => w.Index), Array.ConvertAll(wanted, w => w.Request), Array.ConvertAll(wanted, w => w.Unit)));
        foreach (var row in rows) found[row.N] = new FoundTask(null, row.NotThere);
        foreach (var (n, task) in await TasksAsync(rows.FindAll(r => r.NotThere is null), connection, cancel)) found[n] = new FoundTask(task);
        return found;
    }

    /// <summary>The task with what is known for its cells and everything that happened to it, in one round trip where nothing has to be computed for it. Throws like <see cref="ByIdAsync"/>.</summary>
    public async Task<OpenedTask?> OpenAsync(string id, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (!AskedUnit.TryRead(id, out var request, out var unit)) return null;
        var (rows, steps, known, hoped) = (new List<TaskRow>(1), new List<TaskStep>(), new KnownValues(), _asked.GetValueOrDefault(request));
        await SameTrip.RunAsync(
            connection, cancel,
            Rows(One, rows, request, unit),
            ReadSteps.Of(request, unit, steps),
            hoped is null ? null : ReadCells.Stored(unit, hoped.Period, hoped.Elements, known));
        if (rows is [{ NotThere: { } none }]) throw none.Refuse().AsException();
        if (await TasksAsync(rows, connection, cancel) is not [var (_, task)]) return null;
        if (rows[0].IsDeclared) known.Declared.Add(unit);
        var isSo = hoped?.IsOf(task) == true;
        if (!isSo)
        {
            if (_asked.Count >= MostAsked) _asked.Clear();
            _asked[request] = new Asks(task.Form.Code, task.Form.Version, task.Request.Period, [.. task.Form.Fields.Select(f => f.Element.Id)]);
        }
        var cells = isSo ? await ReadCells.CellsAsync([task], known, today, connection, cancel) : await ReadCells.OfAsync([task], today, connection, cancel);
        return new OpenedTask(task, cells[0], steps);
    }

    private static SameTrip Rows(string sql, List<TaskRow> into, params ReadOnlySpan<object> parameters)
    {
        Func<DbDataReader, TaskRow>? parse = null;
        return new SameTrip([SameTrip.Command(sql, parameters)], row => into.Add((parse ??= row.GetRowParser<TaskRow>())(row)));
    }

    private async Task<IReadOnlyList<(int N, AskedUnit Task)>> TasksAsync(List<TaskRow> rows, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (rows.Count == 0) return [];
        var elements = await catalogue.AtAsync(rows[0].Stamp, connection, cancel);
        var versions = await forms.ReadAsync([.. rows.Select(r => (r.Form, r.FormVersion))], elements, connection, cancel);
        return [.. rows.Select(r => (r.N, new AskedUnit(r.RequestOfUnit, versions[(r.Form, r.FormVersion)], r.Unit) { Standing = r.Standing }))];
    }

    /// <summary>Each request is looked up by its key (OFFSET 0): where there are few yet, PostgreSQL would keep a plan that goes through all of them.</summary>
    private static string Sql(string wanted) =>
        $"""
        SELECT w.n, w.unit, r.*, d.began, d.ended, c.stamp, EXISTS (SELECT FROM standing_nil s WHERE s.unit = w.unit) AS is_declared, {TaskSql.Standing("w.unit")}
        FROM {wanted} CROSS JOIN catalogue c
        CROSS JOIN LATERAL (SELECT * FROM request r WHERE r.id = w.request AND w.unit >= r.low AND w.unit < r.high OFFSET 0) r
        LEFT JOIN task t ON t.request = w.request AND t.unit = w.unit
        CROSS JOIN LATERAL (SELECT began, valid_to AS ended FROM division d WHERE d.code = w.unit AND d.level = r.level LIMIT 1) d
        """;

    private sealed record Asks(string Form, int Version, Period Period, int[] Elements)
    {
        public bool IsOf(AskedUnit task) => (Form, Version, Period) == (task.Form.Code, task.Form.Version, task.Request.Period);
    }

    private sealed record TaskRow : StandingRow
    {
        public int N { get; init; }
        public long Stamp { get; init; }

        /// <summary>Whether the unit has a standing nil declaration.</summary>
        public bool IsDeclared { get; init; }
    }
}

/// <summary>A task, or why there is none: neither where the request does not ask the unit at all.</summary>
public readonly record struct FoundTask(AskedUnit? Task, NotThere? NotThere = null)
{
    /// <summary>The task; null where there is none. Throws where the unit was not there in its period.</summary>
    public AskedUnit? Asked => NotThere is null ? Task : throw NotThere.Refuse().AsException();
}

/// <summary>A task as it is opened: with its cells, in the order of its form's fields, and its steps, oldest first.</summary>
public sealed record OpenedTask(AskedUnit Task, IReadOnlyList<Cell> Cells, IReadOnlyList<TaskStep> Steps);
