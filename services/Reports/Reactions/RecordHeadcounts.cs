using Dapper;
using Datarun.Contracts;
using Datarun.Reports.Elements;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Npgsql;

namespace Datarun.Reports.Reactions;

/// <summary>
/// Headcounts from Rosters become values of the elements that are defined as such: for the current period of the element, and for
/// every period that a request asks about and that is not over, or on whose last day the same posts were held as when they were counted. A township or village
/// without people of its own is asked for those of its only body that has any; of several bodies one person might be counted twice. Nobody types them.
/// </summary>
public static class RecordHeadcounts
{
    // The unit that was counted, and the place whose only body it is.
    private const string Places =
        """
        (SELECT h.unit UNION ALL
        SELECT o.division FROM org_unit o WHERE o.code = h.unit AND length(o.division) >= 9 AND h.on_post > 0
            AND NOT EXISTS (SELECT FROM headcount own WHERE own.unit = o.division AND own.on_post > 0)
            AND NOT EXISTS (SELECT FROM org_unit other JOIN headcount c ON c.unit = other.code WHERE other.division = o.division AND other.code <> o.code AND c.on_post > 0))
        """;

    // Whether the count holds for a period that is over and still asked: all its posts are known here, and none was taken up or left between that day and the count.
    private const string SameThen =
        """
        (r.due_on >= @today AND e.system = 'ROSTERS_ON_POST' AND h.version = (SELECT max(x.version) FROM post_held x WHERE x.unit = h.unit)
        AND NOT EXISTS (SELECT FROM post_held x WHERE x.unit = h.unit
            AND (r.until BETWEEN x.from_on AND coalesce(x.to_on, 'infinity')) <> (h.as_of BETWEEN x.from_on AND coalesce(x.to_on, 'infinity'))))
        """;

    /// <summary>Keeps what Rosters counts, and records it.</summary>
    public static async Task OnAssignmentsAsync(IReadOnlyList<AssignmentChanged> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var counts = events.GroupBy(e => e.Unit).Select(same => same.MaxBy(e => e.Version)!).OrderBy(e => e.Unit, StringComparer.Ordinal).ToList();
        await using var keep = new NpgsqlCommand(
            """
            INSERT INTO headcount AS h (unit, as_of, on_post, establishment, version) SELECT * FROM unnest($1, $2, $3, $4, $5)
            ON CONFLICT (unit) DO UPDATE SET as_of = excluded.as_of, on_post = excluded.on_post, establishment = excluded.establishment, version = excluded.version
            WHERE excluded.version > h.version
            """, work.Connection)
        {
            Parameters =
            {
                new() { Value = counts.ConvertAll(c => c.Unit).ToArray() },
                new() { Value = counts.ConvertAll(c => c.Headcount.AsOf).ToArray() },
                new() { Value = counts.ConvertAll(c => c.Headcount.OnPost).ToArray() },
                new() { Value = counts.ConvertAll(c => c.Headcount.Establishment).ToArray(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Integer },
                new() { Value = counts.ConvertAll(c => c.Version).ToArray() },
            },
        };
        await keep.ExecuteNonQueryAsync(cancel);
        await RecordAsync("h.unit = ANY(@units)", new { units = counts.ConvertAll(c => c.Unit).ToArray() }, work, services, cancel);
    }

    /// <summary>Which posts of these units are held became known, here perhaps later than the counts: records the counts of periods that are over, which waited for it. No other rests on it.</summary>
    public static Task OnPostsAsync(string[] units, UnitOfWork work, IServiceProvider services, CancellationToken cancel) =>
        RecordAsync("h.unit = ANY(@units) AND r.until < @today", new { units }, work, services, cancel);

    /// <summary>An element that Rosters counts was defined: records what is known of every unit.</summary>
    public static Task OnElementsAsync(IReadOnlyList<ElementChanged> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var codes = events.Where(e => e.System is not null).Select(e => e.Code).ToArray();
        return codes.Length == 0 ? Task.CompletedTask : RecordAsync("e.code = ANY(@codes)", new { codes }, work, services, cancel);
    }

    /// <summary>A request was made: records the headcounts that it asks for.</summary>
    public static async Task OfRequestAsync(Guid request, UnitOfWork work, DateTimeOffset now, CancellationToken cancel)
    {
        var asksForCounts = await work.Connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            SELECT EXISTS (SELECT FROM request r JOIN form_field f ON f.form = r.form AND f.version = r.form_version JOIN element e ON e.id = f.element
                WHERE r.id = @request AND e.system IS NOT NULL)
            """, new { request }, cancellationToken: cancel));
        if (asksForCounts) await RecordAsync("r.id = @request", new { request }, work, now, cancel);
    }

    private static Task RecordAsync(string which, object about, UnitOfWork work, IServiceProvider services, CancellationToken cancel) =>
        RecordAsync(which, about, work, services.GetRequiredService<TimeProvider>().GetUtcNow(), cancel);

    private static async Task RecordAsync(string which, object about, UnitOfWork work, DateTimeOffset now, CancellationToken cancel)
    {
        var today = ChinaDay.Of(now);
        var parameters = new DynamicParameters(about);
        parameters.Add("today", today);
        // Counts, posts, elements and requests become known by transactions of their own, at one moment perhaps: whichever comes second sees what the first has kept.
        await work.TakeTurnAsync("headcounts", cancel);
        var rows = (await work.Connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            SELECT DISTINCT e.id, e.code, e.frequency, e.source, p.unit, r.period,
                CASE e.system WHEN 'ROSTERS_ON_POST' THEN h.on_post ELSE h.establishment END AS count
            FROM element e CROSS JOIN headcount h CROSS JOIN LATERAL {Places} p
            LEFT JOIN form_field f ON f.element = e.id
            LEFT JOIN request r ON r.form = f.form AND r.form_version = f.version AND p.unit >= r.low AND p.unit < r.high AND (r.until >= @today OR {SameThen})
            WHERE e.system IN ('ROSTERS_ON_POST', 'ROSTERS_ESTABLISHMENT') AND {which}
                AND (p.unit = h.unit OR length(p.unit) = CASE r.level WHEN 4 THEN 9 WHEN 5 THEN 12 END)
            """, parameters, cancellationToken: cancel))).Where(r => r.Count is not null).ToList();
        if (rows.Count == 0) return;
        var batch = Guid.CreateVersion7(now);
        var values = rows.SelectMany(r => Periods(r, today).Select(period => new ValueToWrite(
                new Element { Id = r.Id, Code = r.Code }, r.Unit, period, ValueBody.Of(r.Count!.Value), batch, r.Source)))
            .DistinctBy(v => (v.Element.Id, v.Unit, v.Period)).ToList();
        var written = await WriteValues.RunAsync(values, "SYSTEM", now, work.Connection, cancel);
        foreach (var fact in ValuesRecorded.Split(written)) work.Publish(fact);
    }

    private static IEnumerable<Period> Periods(Row row, DateOnly today)
    {
        yield return Period.Of(Enum.Parse<Frequency>(row.Frequency), today);
        if (row.Period is not null) yield return Period.Parse(row.Period);
    }

    private sealed record Row
    {
        public int Id { get; init; }
        public string Code { get; init; } = "";
        public string Frequency { get; init; } = "";
        public string Source { get; init; } = "";
        public string Unit { get; init; } = "";
        public string? Period { get; init; }
        public int? Count { get; init; }
    }
}
