using Dapper;
using Datarun.Reports.BurdenBudgets;
using Datarun.Reports.Elements;
using Datarun.Reports.Places;
using Datarun.Reports.Progress;
using Datarun.Reports.Tasks;
using Npgsql;

namespace Datarun.Reports.Burden;

/// <summary>Which requests are looked at.</summary>
/// <param name="Place">What they ask within this place.</param>
/// <param name="Department">Only those of this body.</param>
/// <param name="From">Asked at this instant or later.</param>
/// <param name="Before">Asked before this instant.</param>
public sealed record BurdenScope(Place Place, string? Department = null, DateTimeOffset? From = null, DateTimeOffset? Before = null);

/// <summary>What one request asked within a place, and what became of it.</summary>
public sealed record BurdenOfRequest
{
    public Guid Id { get; init; }
    public string Department { get; init; } = "";
    public string Form { get; init; } = "";
    public int Fields { get; init; }

    /// <summary>Units that are asked; without those that were recalled before they filed.</summary>
    public long Tasks { get; init; }

    public decimal MinutesPerCell { get; init; }

    /// <summary>Cells of tasks that are complete without a filing.</summary>
    public long CompleteCells { get; init; }

    public long FiledReused { get; init; }
    public decimal FiledSaved { get; init; }

    public long Asked => Tasks * Fields;
    public long Typed { get; init; }
    public long Reused => FiledReused + CompleteCells;
    public decimal Minutes { get; init; }
    public decimal MinutesSaved => FiledSaved + CompleteCells * MinutesPerCell;
}

/// <summary>
/// Counts what was asked, typed and delivered, request by request and never unit by unit. Units are counted by what is kept of divisions, filings in
/// one scan. How many tasks are complete by themselves follows from the kept figures where they are fresh: if at most one needed cell is
/// not held by every unit, it alone decides. Only where that does not settle it are the units looked at, and then those of the cell that fewest hold.
/// </summary>
public static class ReadBurden
{
    public static async Task<IReadOnlyList<BurdenOfRequest>> OfAsync(BurdenScope scope, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        var place = scope.Place;
        var about = new { place.Code, place.Low, place.High, over = TightestUnit.Over(place.Code).ToArray(), scope.Department, scope.From, scope.Before };
        var filed = (await connection.QueryAsync<FiledRow>(new CommandDefinition(Filed, about, commandTimeout: 120, cancellationToken: cancel))).ToDictionary(f => f.Request);
        var asked = (await connection.QueryAsync<AskedRow>(new CommandDefinition(Asked, about, commandTimeout: 120, cancellationToken: cancel))).AsList();
        var settled = asked.ConvertAll(a =>
        {
            var ofThis = filed.GetValueOrDefault(a.Id) ?? new FiledRow();
            return (Asked: a, Filed: ofThis, Complete: CountComplete.Of(a, ofThis.Filings));
        });
        AskedRow[] open = [.. settled.Where(s => s.Complete is null).Select(s => s.Asked)];
        var found = open.Length == 0 ? [] : (await connection.QueryAsync<(Guid Id, long Cells)>(new CommandDefinition(
            Look, new { ids = Array.ConvertAll(open, o => o.Id), scarce = Array.ConvertAll(open, o => o.Scarce), place.Low, place.High, today }, commandTimeout: 120, cancellationToken: cancel)))
            .ToDictionary(f => f.Id, f => f.Cells);
        return settled.ConvertAll(s => new BurdenOfRequest
        {
            Id = s.Asked.Id, Department = s.Asked.Department, Form = s.Asked.Form, Fields = s.Asked.Fields, Tasks = s.Asked.Units - s.Asked.Recalled,
            MinutesPerCell = s.Asked.MinutesPerFiling / s.Asked.Fields, CompleteCells = s.Complete * s.Asked.Fields ?? found.GetValueOrDefault(s.Asked.Id),
            Typed = s.Filed.Typed, FiledReused = s.Filed.Reused, Minutes = s.Filed.Minutes, FiledSaved = s.Filed.Saved,
        });
    }

    private const string Within =
        """
        (r.under = ANY(@over) OR (r.under >= @Low AND r.under < @High)) AND (@Department::text IS NULL OR r.department = @Department)
            AND (@From::timestamptz IS NULL OR r.requested_at >= @From) AND (@Before::timestamptz IS NULL OR r.requested_at < @Before)
        """;

    private const string Filed =
        $"""
        SELECT f.request, count(*) AS filings, sum(f.typed)::bigint AS typed, sum(f.reused)::bigint AS reused, sum(f.minutes) AS minutes, sum(f.minutes_saved) AS saved
        FROM request r JOIN filing f ON f.request = r.id AND f.unit >= @Low AND f.unit < @High
        WHERE {Within} GROUP BY f.request
        """;

    private static readonly string Asked =
        $"""
        SELECT r.id, r.department, r.form, r.level, p.place, (v.body ->> 'minutesPerFiling')::numeric AS minutes_per_filing, s.*, c.recalled, c.is_recalled,
            EXISTS (SELECT FROM standing_nil n WHERE n.unit >= p.low AND n.unit < p.high) AS nils,
            (SELECT coalesce(sum(n.units), 0) FROM division_count n WHERE n.place = p.place AND n.level = r.level AND {InForce.Counted})::bigint AS units
        FROM request r JOIN form_version v ON v.form = r.form AND v.version = r.form_version
        CROSS JOIN LATERAL (SELECT CASE WHEN @Low >= r.low AND @High <= r.high THEN @Code ELSE r.under END COLLATE "C" AS place, greatest(r.low, @Low) AS low, least(r.high, @High) AS high) p
        CROSS JOIN LATERAL (
            SELECT count(*)::integer AS fields, count(*) FILTER (WHERE required)::integer AS required, count(*) FILTER (WHERE needed)::integer AS needed,
                bool_or(needed AND latest) AS latest_answers, bool_or(needed AND waits) AS waits, min(held) FILTER (WHERE needed) AS least_held,
                (array_agg(held ORDER BY held) FILTER (WHERE needed))[2] AS next_held, (array_agg(element ORDER BY held) FILTER (WHERE needed))[1] AS scarce
            FROM (
                SELECT f.element, f.required, f.required OR NOT bool_or(f.required) OVER () AS needed, {Element.LatestAnswersSql("e")} AS latest,
                    EXISTS (SELECT FROM roll_up_change w WHERE w.element = f.element AND w.period = r.period) AS waits, coalesce(h.held, 0) AS held
                FROM form_field f JOIN element e ON e.id = f.element
                LEFT JOIN LATERAL (
                    SELECT {PlaceSql.HeldOf("r.level", "u")} AS held
                    FROM roll_up_node u WHERE u.element = f.element AND u.period = r.period AND u.unit = p.place AND u.level = {PlaceSql.LevelAt("p.low")} OFFSET 0) h ON true
                WHERE f.form = r.form AND f.version = r.form_version) f) s
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE NOT EXISTS (SELECT FROM filing f WHERE f.request = r.id AND f.unit = g.code)) AS recalled, count(*) > 0 AS is_recalled
            FROM (SELECT DISTINCT d.code FROM request_recall c JOIN division d ON d.level = r.level AND d.code >= greatest(c.low, p.low) AND d.code < least(c.high, p.high)
                AND {InForce.Division} WHERE c.request = r.id) g) c
        WHERE {Within}
        """;

    // Whoever is complete without a filing is among those who hold the scarce cell: by a value of the period, by the latest that still holds where one
    // answers any period, by a figure of the units below, or by a declaration of nil. What of it is fresh and answers the period says IsComplete.
    private static string Look { get; } =
        $"""
        SELECT r.id, sum(k.cells)::bigint AS cells
        FROM unnest(@ids, @scarce) AS w(id, scarce) JOIN request r ON r.id = w.id JOIN element s ON s.id = w.scarce
        CROSS JOIN LATERAL (SELECT greatest(r.low, @Low) AS low, least(r.high, @High) AS high OFFSET 0) p
        CROSS JOIN LATERAL (
            SELECT v.unit FROM value v WHERE v.element = w.scarce AND v.period = r.period AND v.level = r.level AND {TouchedSql.Within}
            UNION
            SELECT v.unit FROM value v WHERE {Element.LatestAnswersSql("s")} AND v.element = w.scarce AND v.until <= r.until AND v.level = r.level AND {TouchedSql.Within}
            UNION
            SELECT f.unit FROM roll_up f WHERE r.level < 5 AND s.aggregation <> 'NONE' AND f.element = w.scarce AND f.period = r.period AND f.level = r.level AND {TouchedSql.Within}
            UNION
            SELECT {TouchedSql.Above("c.unit")} FROM (SELECT unnest(places) AS unit FROM roll_up_change WHERE element = w.scarce AND period = r.period) c
            WHERE r.level < 5 AND s.aggregation <> 'NONE' AND {TouchedSql.Within}
            UNION
            SELECT {TouchedSql.Above("d.unit")} FROM standing_nil d WHERE {TouchedSql.Within}) h
        JOIN division u ON u.code = h.unit AND u.level = r.level AND {InForce.Unit}
        CROSS JOIN LATERAL (
            SELECT count(*) AS cells
            FROM (SELECT f.element, {Element.LatestAnswersSql("e")} AS latest_answers, e.valid_for_days, e.aggregation <> 'NONE' AND r.level < 5 AS rolls_up
                FROM form_field f JOIN element e ON e.id = f.element WHERE f.form = r.form AND f.version = r.form_version) n
            WHERE {TaskSql.IsDelivered} OFFSET 0) k
        WHERE NOT {TaskSql.IsFiled} AND NOT EXISTS (SELECT FROM task t WHERE t.request = r.id AND t.unit = u.code)
            AND NOT EXISTS (SELECT FROM request_recall c WHERE c.request = r.id AND u.code >= c.low AND u.code < c.high)
            AND {TaskSql.IsComplete}
        GROUP BY r.id
        """;

    private sealed record FiledRow
    {
        public Guid Request { get; init; }
        public long Filings { get; init; }
        public long Typed { get; init; }
        public long Reused { get; init; }
        public decimal Minutes { get; init; }
        public decimal Saved { get; init; }
    }
}
