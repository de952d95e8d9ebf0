using Datarun.Reports.Elements;
using Datarun.Reports.Places;
using Datarun.Reports.RollUps;
using Datarun.Reports.StandingNils;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Data;
using Npgsql;

namespace Datarun.Reports.Tasks;

/// <summary>Reads what is known for the cells of tasks: any number of tasks in one query, two where units have others below them.</summary>
public static class ReadCells
{
    /// <summary>The cells of each task, in the order of the tasks and of their form's fields.</summary>
    /// <param name="first">What else is read, before them.</param>
    public static async Task<IReadOnlyList<IReadOnlyList<Cell>>> OfAsync(
        IReadOnlyList<AskedUnit> tasks, DateOnly today, NpgsqlConnection connection, CancellationToken cancel, SameTrip? first = null)
    {
        var wanted = tasks.SelectMany((task, t) => task.Form.Fields.Select((field, f) => (Task: t, task.Unit, task.Request, field.Element, Field: f))).ToArray();
        var periods = tasks.Select(t => t.Request.Period.ToString()).ToArray();
        var held = new Dictionary<int, HeldValue>();
        var declared = new List<string>();
        await using (var batch = SameTrip.Begin(connection, first))
        {
            batch.BatchCommands.Add(SameTrip.Command(
                $"""
                SELECT w.n, {Columns}
                FROM unnest((SELECT $1::text[]), (SELECT $2::integer[]), (SELECT $3::text[])) WITH ORDINALITY AS w(unit, element, period, n)
                CROSS JOIN LATERAL (SELECT * FROM value v WHERE v.unit = w.unit AND v.element = w.element AND v.period = w.period LIMIT 1) v
                """,
                Array.ConvertAll(wanted, w => w.Unit), Array.ConvertAll(wanted, w => w.Element.Id), Array.ConvertAll(wanted, w => periods[w.Task])));
            batch.BatchCommands.Add(ReadDeclaredNils.Declared([.. tasks.Select(t => t.Unit).Distinct()]));
            await using var reader = await batch.ExecuteReaderAsync(cancel);
            if (first is not null) await first.TakeAsync(reader, cancel);
            while (await reader.ReadAsync(cancel)) held[(int)reader.GetInt64(0) - 1] = Held(reader);
            await reader.NextResultAsync(cancel);
            while (await reader.ReadAsync(cancel)) declared.Add(reader.GetString(0));
        }
        await ReadLatestAsync([.. wanted.Index().Where(w => w.Item.Element.LatestAnswers && !held.ContainsKey(w.Index))
            .Select(w => ((long)w.Index, w.Item.Unit, w.Item.Element.Id, w.Item.Request.Period.End))], held, connection, cancel);
        if (await ReadDeclaredNils.OfAsync([.. declared], connection, cancel) is { Count: > 0 } nils)
        {
            foreach (var (index, w) in wanted.Index())
            {
                var period = periods[w.Task];
                if (held.GetValueOrDefault(index)?.Period != period && nils.TryGetValue((w.Unit, w.Element.Id, period), out var nil)) held[index] = nil;
            }
        }
        var derived = await DeriveAsync([.. wanted.Index().Where(w => !held.ContainsKey(w.Index) || w.Item.Element.LatestAnswers)
            .Where(w => w.Item.Element.RollsUp && Place.LevelOf(w.Item.Unit) is > 0 and < 5)
            .Select(w => (w.Index, w.Item.Unit, w.Item.Element, w.Item.Request.Period))], connection, cancel);
        return
        [
            .. wanted.Index().GroupBy(w => w.Item.Task).Select(task => (IReadOnlyList<Cell>)[.. task.Select(w => Cell.Of(
                w.Item.Element, tasks[w.Item.Task].Form.Fields[w.Item.Field].Required, w.Item.Request.Period,
                held.GetValueOrDefault(w.Index), derived.GetValueOrDefault(w.Index), today))]),
        ];
    }

    // How many cells there are is hidden from the planner (SELECT $1), or it would plan for each number anew.
    private const string Columns = "v.period, v.until, v.number, v.text, v.flag, v.source_kind, v.source_id, v.source_by, v.recorded_at, v.version";

    /// <summary>What is stored for an earlier period, for cells where that answers and nothing is stored for the period itself.</summary>
    private static async Task ReadLatestAsync(
        (long Number, string Unit, int Element, DateOnly Until)[] cells, Dictionary<int, HeldValue> held, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (cells.Length == 0) return;
        await using var batch = SameTrip.Begin(connection, null);
        batch.BatchCommands.Add(SameTrip.Command(
            $"""
            SELECT w.n, {Columns}
            FROM unnest((SELECT $1::bigint[]), (SELECT $2::text[]), (SELECT $3::integer[]), (SELECT $4::date[])) AS w(n, unit, element, until)
            CROSS JOIN LATERAL (
                SELECT * FROM value v WHERE v.unit = w.unit AND v.element = w.element AND v.until <= w.until ORDER BY v.until DESC, v.recorded_at DESC LIMIT 1) v
            """,
            Array.ConvertAll(cells, c => c.Number), Array.ConvertAll(cells, c => c.Unit), Array.ConvertAll(cells, c => c.Element), Array.ConvertAll(cells, c => c.Until)));
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) held[(int)reader.GetInt64(0)] = Held(reader);
    }

    private static async Task<Dictionary<int, HeldValue>> DeriveAsync(
        (int Index, string Unit, Element Element, ServiceDefaults.Periods.Period Period)[] wanted, NpgsqlConnection connection, CancellationToken cancel)
    {
        var figures = await ReadFigures.OfAsync(Array.ConvertAll(wanted, w => new WantedFigure(w.Element, Place.Read(w.Unit)!, w.Period, [])), connection, cancel);
        return wanted.Index().Where(w => figures[w.Index].Reported > 0).ToDictionary(w => w.Item.Index, w => new HeldValue(
            figures[w.Index].Body, w.Item.Period.ToString(), w.Item.Period.End, "ROLL_UP", Guid.Empty, w.Item.Unit, figures[w.Index].Newest!.Value));
    }

    private static HeldValue Held(NpgsqlDataReader row) => new(
        new ValueBody(row.IsDBNull(3) ? null : row.GetDecimal(3), row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(5) ? null : row.GetBoolean(5)),
        row.GetString(1), row.GetFieldValue<DateOnly>(2), row.GetString(6), row.GetGuid(7), row.GetString(8), row.GetFieldValue<DateTimeOffset>(9), row.GetInt32(10));
}
