using Dapper;
using Datarun.Reports.Places;
using Datarun.Reports.RollUps;
using Datarun.Reports.StandingNils;
using Datarun.Reports.Values;
using Npgsql;

namespace Datarun.Reports.Tasks;

/// <summary>Reads what is known for the cells of tasks: any number of tasks in one query, two where units have others below them.</summary>
public static class ReadCells
{
    /// <summary>The cells of each task, in the order of the tasks and of their form's fields.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<Cell>>> OfAsync(
        IReadOnlyList<AskedUnit> tasks, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        var wanted = tasks.SelectMany((task, t) => task.Form.Fields.Select((field, f) => (Task: t, task.Unit, task.Request, field.Element, Field: f))).ToList();
        var held = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT w.n, v.period, v.until, v.number, v.text, v.flag, v.source_kind, v.source_id, v.source_by, v.recorded_at
            FROM unnest(@units, @elements, @periods, @ends, @latest) WITH ORDINALITY AS w(unit, element, period, until, latest, n)
            CROSS JOIN LATERAL (
                (SELECT * FROM value v WHERE v.unit = w.unit AND v.element = w.element AND v.period = w.period)
                UNION ALL
                (SELECT * FROM value v WHERE w.latest AND v.unit = w.unit AND v.element = w.element AND v.period <> w.period AND v.until <= w.until
                 ORDER BY v.until DESC, v.recorded_at DESC LIMIT 1)
                LIMIT 1) v
            """,
            new
            {
                units = wanted.ConvertAll(w => w.Unit).ToArray(), elements = wanted.ConvertAll(w => w.Element.Id).ToArray(),
                periods = wanted.ConvertAll(w => w.Request.Period.ToString()).ToArray(), ends = wanted.ConvertAll(w => w.Request.Period.End).ToArray(),
                latest = wanted.ConvertAll(w => w.Element.LatestAnswers).ToArray(),
            }, cancellationToken: cancel))).ToDictionary(r => (int)r.N - 1, r => r.Held);
        if (await ReadDeclaredNils.OfAsync([.. tasks.Select(t => t.Unit).Distinct()], connection, cancel) is { Count: > 0 } nils)
        {
            foreach (var (index, w) in wanted.Index())
            {
                var period = w.Request.Period.ToString();
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

    private static async Task<Dictionary<int, HeldValue>> DeriveAsync(
        (int Index, string Unit, Elements.Element Element, ServiceDefaults.Periods.Period Period)[] wanted, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (wanted.Length == 0) return [];
        var rows = await connection.QueryAsync<DerivedRow>(new CommandDefinition(
            $"""
            SELECT x.n, x.unit, x.period, f.number, f.text, f.flag, f.newest
            FROM unnest(@n, @units, @elements, @periods, @lows, @highs, @aggregations) AS x(n, unit, element, period, low, high, aggregation)
            CROSS JOIN {RollUpSql.Figures} f WHERE f.reported > 0
            """,
            new
            {
                n = Array.ConvertAll(wanted, w => w.Index), units = Array.ConvertAll(wanted, w => w.Unit), elements = Array.ConvertAll(wanted, w => w.Element.Id),
                periods = Array.ConvertAll(wanted, w => w.Period.ToString()), lows = Array.ConvertAll(wanted, w => w.Unit),
                highs = Array.ConvertAll(wanted, w => Place.Read(w.Unit)!.High), aggregations = Array.ConvertAll(wanted, w => w.Element.Aggregation),
            }, cancellationToken: cancel));
        var ends = wanted.ToDictionary(w => w.Index, w => w.Period.End);
        return rows.ToDictionary(r => r.N, r => new HeldValue(
            new ValueBody(r.Number, r.Text, r.Flag), r.Period, ends[r.N], "ROLL_UP", Guid.Empty, r.Unit, r.Newest));
    }

    private sealed record Row
    {
        public long N { get; init; }
        public string Period { get; init; } = "";
        public DateOnly Until { get; init; }
        public decimal? Number { get; init; }
        public string? Text { get; init; }
        public bool? Flag { get; init; }
        public string SourceKind { get; init; } = "";
        public Guid SourceId { get; init; }
        public string SourceBy { get; init; } = "";
        public DateTimeOffset RecordedAt { get; init; }

        public HeldValue Held => new(new ValueBody(Number, Text, Flag), Period, Until, SourceKind, SourceId, SourceBy, RecordedAt);
    }

    private sealed record DerivedRow
    {
        public int N { get; init; }
        public string Unit { get; init; } = "";
        public string Period { get; init; } = "";
        public decimal? Number { get; init; }
        public string? Text { get; init; }
        public bool? Flag { get; init; }
        public DateTimeOffset Newest { get; init; }
    }
}
