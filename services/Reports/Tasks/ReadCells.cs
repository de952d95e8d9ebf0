using Datarun.Reports.Elements;
using Datarun.Reports.Places;
using Datarun.Reports.RollUps;
using Datarun.Reports.StandingNils;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Periods;
using Npgsql;

namespace Datarun.Reports.Tasks;

/// <summary>Reads what is known for the cells of tasks: any number of tasks in one query, two where units have others below them.</summary>
public static class ReadCells
{
    // How many cells there are is hidden from the planner (SELECT $1), or it would plan for each number anew. All elements of a unit are asked
    // for at once: they lie together under the primary key, and one by one they would be sought all over the index that roll-ups read.
    private const string Columns = "v.element, v.number, v.text, v.flag, v.source_kind, v.source_id, v.source_by, v.recorded_at, v.version";

    /// <summary>The cells of each task, in the order of the tasks and of their form's fields.</summary>
    /// <param name="first">What else is read, before them.</param>
    public static async Task<IReadOnlyList<IReadOnlyList<Cell>>> OfAsync(
        IReadOnlyList<AskedUnit> tasks, DateOnly today, NpgsqlConnection connection, CancellationToken cancel, SameTrip? first = null)
    {
        var (known, ends, elements, periods) = (new KnownValues(), new int[tasks.Count], new List<int>(), tasks.Select(t => t.Request.Period.ToString()).ToArray());
        foreach (var (n, task) in tasks.Index())
        {
            elements.AddRange(task.Form.Fields.Select(f => f.Element.Id));
            ends[n] = elements.Count;
        }
        await SameTrip.RunAsync(
            connection, cancel, first,
            new SameTrip(
                [
                    SameTrip.Command(
                        $"""
                        SELECT {Columns}, w.n
                        FROM unnest((SELECT $1::text[]), (SELECT $2::text[]), (SELECT $3::integer[]), (SELECT $4::integer[])) WITH ORDINALITY AS w(unit, period, first, last, n)
                        CROSS JOIN LATERAL (
                            SELECT * FROM value v WHERE v.unit = w.unit AND v.element = ANY((SELECT $5::integer[])[w.first:w.last]) AND v.period = w.period OFFSET 0) v
                        """,
                        tasks.Select(t => t.Unit).ToArray(), periods,
                        ends.Select((_, n) => n == 0 ? 1 : ends[n - 1] + 1).ToArray(), ends, elements.ToArray()),
                ],
                row =>
                {
                    var n = (int)row.GetInt64(9) - 1;
                    known.Held[(n, row.GetInt32(0))] = Held(row, periods[n], tasks[n].Request.Period.End);
                }),
            ReadDeclaredNils.Declared([.. tasks.Select(t => t.Unit).Distinct()], known.Declared));
        return await CellsAsync(tasks, known, today, connection, cancel);
    }

    /// <summary>Reads what is stored for one task, the first, on the way to something else; <see cref="CellsAsync"/> makes cells of it.</summary>
    public static SameTrip Stored(string unit, Period period, int[] elements, KnownValues into)
    {
        var (text, until) = (period.ToString(), period.End);
        return new SameTrip(
            [
                SameTrip.Command(
                    $"SELECT {Columns} FROM value v WHERE v.unit = $1 AND v.period = (SELECT $2::text) AND v.element = ANY((SELECT $3)::integer[])", unit, text, elements),
            ],
            row => into.Held[(0, row.GetInt32(0))] = Held(row, text, until));
    }

    /// <summary>The cells, with what is read only now and then: values of earlier periods that still answer, declarations, figures computed from the units below.</summary>
    /// <param name="known">What is stored for the tasks' own periods.</param>
    public static async Task<IReadOnlyList<IReadOnlyList<Cell>>> CellsAsync(
        IReadOnlyList<AskedUnit> tasks, KnownValues known, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        var held = known.Held;
        var wanted = tasks.SelectMany((task, t) => task.Form.Fields.Select(field => (Key: (Task: t, Element: field.Element.Id), task.Unit, task.Request.Period, field.Element))).ToArray();
        await ReadLatestAsync([.. wanted.Where(w => w.Element.LatestAnswers && !held.ContainsKey(w.Key)).Select(w => (w.Key, w.Unit, w.Period.End))], held, connection, cancel);
        if (await ReadDeclaredNils.OfAsync([.. known.Declared], connection, cancel) is { Count: > 0 } nils)
        {
            foreach (var w in wanted)
            {
                var period = w.Period.ToString();
                if (held.GetValueOrDefault(w.Key)?.Period != period && nils.TryGetValue((w.Unit, w.Element.Id, period), out var nil)) held[w.Key] = nil;
            }
        }
        var derived = await DeriveAsync([.. wanted.Where(w => w.Element.RollsUp && Place.LevelOf(w.Unit) is > 0 and < 5 && (!held.ContainsKey(w.Key) || w.Element.LatestAnswers))], today, connection, cancel);
        return
        [
            .. tasks.Select((task, t) => (IReadOnlyList<Cell>)[.. task.Form.Fields.Select(field => Cell.Of(
                field.Element, field.Required, task.Request.Period, held.GetValueOrDefault((t, field.Element.Id)), derived.GetValueOrDefault((t, field.Element.Id)), today))]),
        ];
    }

    /// <summary>What is stored for an earlier period, for cells where that answers and nothing is stored for the period itself.</summary>
    private static async Task ReadLatestAsync(
        ((int Task, int Element) Key, string Unit, DateOnly Until)[] cells, Dictionary<(int Task, int Element), HeldValue> held, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (cells.Length == 0) return;
        await SameTrip.RunAsync(connection, cancel, new SameTrip(
            [
                SameTrip.Command(
                    $"""
                    SELECT {Columns}, w.n, v.period, v.until
                    FROM unnest((SELECT $1::text[]), (SELECT $2::integer[]), (SELECT $3::date[])) WITH ORDINALITY AS w(unit, element, until, n)
                    CROSS JOIN LATERAL (
                        SELECT * FROM value v WHERE v.unit = w.unit AND v.element = w.element AND v.until <= w.until ORDER BY v.until DESC, v.recorded_at DESC LIMIT 1) v
                    """,
                    Array.ConvertAll(cells, c => c.Unit), Array.ConvertAll(cells, c => c.Key.Element), Array.ConvertAll(cells, c => c.Until)),
            ],
            row => held[cells[row.GetInt64(9) - 1].Key] = Held(row, row.GetString(10), row.GetFieldValue<DateOnly>(11))));
    }

    private static async Task<Dictionary<(int Task, int Element), HeldValue>> DeriveAsync(
        ((int Task, int Element) Key, string Unit, Period Period, Element Element)[] wanted, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        var figures = await ReadFigures.OfAsync(Array.ConvertAll(wanted, w => new WantedFigure(w.Element, Place.Read(w.Unit)!, w.Period)), today, connection, cancel);
        return wanted.Zip(figures).Where(w => w.Second.Reported > 0).ToDictionary(w => w.First.Key, w => new HeldValue(
            w.Second.Body, w.First.Period.ToString(), w.First.Period.End, "ROLL_UP", Guid.Empty, w.First.Unit, w.Second.Newest!.Value));
    }

    /// <summary>A row that begins with the <see cref="Columns"/>.</summary>
    private static HeldValue Held(NpgsqlDataReader row, string period, DateOnly until) => new(
        new ValueBody(row.IsDBNull(1) ? null : row.GetDecimal(1), row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetBoolean(3)),
        period, until, row.GetString(4), row.GetGuid(5), row.GetString(6), row.GetFieldValue<DateTimeOffset>(7), row.GetInt32(8));
}

/// <summary>What is stored for tasks' cells.</summary>
public sealed class KnownValues
{
    /// <summary>By the number of the task, from 0, and the number of the element.</summary>
    public Dictionary<(int Task, int Element), HeldValue> Held { get; } = [];

    /// <summary>Units with a standing nil declaration.</summary>
    public List<string> Declared { get; } = [];
}
