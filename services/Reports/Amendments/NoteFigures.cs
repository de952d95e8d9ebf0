using Dapper;
using Datarun.Reports.Derivations;
using Datarun.Reports.Elements;
using Datarun.Reports.Expressions;
using Datarun.Reports.Formulas;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Npgsql;

namespace Datarun.Reports.Amendments;

/// <summary>
/// Notes the filings of the unit and of places above that took a figure which was made of a corrected value by way of formulas, or a mean that it weighs. A figure that
/// comes out as it was is left out where computing it anew tells so. Noting again notes only what came in between.
/// </summary>
internal static class NoteFigures
{
    public static async Task OfAsync(
        Guid correction, Element element, string unit, Period period, ElementSet elements, IReadOnlyCollection<(string Element, Expression Tree)> all, FindFormulas formulas, DateTimeOffset now,
        NpgsqlConnection connection, CancellationToken cancel)
    {
        var made = Reach.Of(element, null, DateOnly.MaxValue, all, elements.ByCode);
        if (made.Count == 0 || !DivisionCode.TryParse(unit, out var division)) return;
        var used = (await connection.QueryAsync<Used>(new CommandDefinition(
            Uses, new
            {
                correction, element.Id, unit, period = period.ToString(), places = division.Ancestors.Select(a => a.ToString()).Prepend(unit).ToArray(),
                figures = made.Select(m => m.Figure.Id).ToArray(), codes = made.Select(m => m.Figure.Code).ToArray(), rests = made.Select(m => m.Rests.Id).ToArray(),
            }, cancellationToken: cancel))).AsList();
        if (used.Count == 0) return;
        var reaches = Reach.Of(element, period, used.Max(u => u.Until), all, elements.ByCode).ToLookup(r => (r.Figure.Id, r.Rests.Id));
        bool Reaches(Reach reach, Used use) =>
            (use.RestsUnit == unit || reach.Above) && (reach.Period is { } at ? at.ToString() == use.Period : use.Until >= period.End);
        var concerned = used.Select(use => (Use: use, By: reaches[(use.Figure, use.Rests)].Where(r => Reaches(r, use)).ToList())).Where(c => c.By.Count > 0).ToList();
        var told = concerned.Where(c => c.Use.Rests != element.Id && c.By.TrueForAll(r => r.Told)).Select(c => c.Use).ToHashSet();
        var set = await formulas.OfAsync([.. told.Select(u => u.Rests).Distinct()], [], connection, cancel);
        foreach (var one in told.ToLookup(u => u.Period)) // A statement reads one period; few have filings that are concerned.
            told.ExceptWith(await DifferingAsync([.. one], set, elements, connection, cancel));
        await NoteAsync(correction, element, [.. concerned.Select(c => c.Use).Where(u => !told.Contains(u))], now, connection, cancel);
    }

    /// <summary>What filings took of these figures, with the stored values that it rests on: derived ones, and of the corrected value itself, as a weight, the version that was wrong.</summary>
    private const string Uses =
        """
        SELECT u.filing, u.figure, u.rests, u.period, s.unit AS rests_unit, v.until, v.version, v.number, v.text, v.flag
        FROM correction c
        JOIN value_version n ON n.unit = @unit AND n.element = @Id AND n.period = @period AND n.version = c.version
        CROSS JOIN (
            SELECT f.id AS filing, f.unit, a.figure, a.rests, t.use ->> 'period' AS period, (t.use ->> 'version')::integer AS version, (t.use ->> 'computedAt')::timestamptz AS computed_at
            FROM filing f CROSS JOIN unnest(@figures, @codes, @rests) AS a(figure, code, rests) CROSS JOIN LATERAL (SELECT f.used -> a.code AS use) t
            WHERE f.unit = ANY(@places) AND t.use IS NOT NULL) u
        CROSS JOIN LATERAL (
            SELECT u.unit WHERE u.version IS NOT NULL AND u.rests = u.figure
            UNION ALL
            SELECT o.unit FROM (
                SELECT o.unit, o.number FROM value o
                WHERE u.computed_at IS NOT NULL AND o.unit = ANY(@places) AND length(o.unit) > length(u.unit) AND o.element = u.figure AND o.period = u.period
                ORDER BY length(o.unit) LIMIT 1) o
            WHERE u.rests = u.figure OR o.number IS NOT NULL) s
        CROSS JOIN LATERAL (
            SELECT h.* FROM value_version h
            WHERE h.unit = s.unit AND h.element = u.rests AND h.period = u.period AND CASE WHEN u.version IS NULL THEN h.recorded_at <= u.computed_at ELSE h.version = u.version END
            ORDER BY h.version DESC LIMIT 1) v
        WHERE c.id = @correction AND CASE WHEN (u.rests, s.unit, u.period) = (@Id, @unit, @period)
            THEN v.version < c.version AND (v.number, v.text, v.flag) IS DISTINCT FROM (n.number, n.text, n.flag) ELSE v.source_kind = 'LEDGER' END
        """;

    /// <summary>Those of the uses, all of one period, that would be others now. What cannot be computed any more differs.</summary>
    private static async Task<IEnumerable<Used>> DifferingAsync(IReadOnlyList<Used> uses, FormulaSet set, ElementSet elements, NpgsqlConnection connection, CancellationToken cancel)
    {
        try
        {
            var cells = await Derive.RunAsync(
                set, uses.Select(u => elements.ById[u.Rests]).Distinct(), Period.Parse(uses[0].Period), [.. uses.Select(u => u.RestsUnit).Distinct()], connection, cancel);
            var now = cells.ToDictionary(c => (c.Element.Id, c.Unit), c => c.Body ?? ValueBody.Nil);
            return uses.Where(u => now[(u.Rests, u.RestsUnit)] != u.Body);
        }
        catch (FormulaException)
        {
            return uses;
        }
    }

    private static Task NoteAsync(Guid correction, Element element, IReadOnlyList<Used> uses, DateTimeOffset now, NpgsqlConnection connection, CancellationToken cancel) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO filing_amendment (filing, correction, element, figure, unit, form, department, rests_unit, rests_element, rests_period, rests_version, noted_at)
            SELECT f.id, @correction, @Id, n.figure, f.unit, f.form, r.department, n.unit, n.rests, n.period, n.version, @now
            FROM unnest(@filings, @figures, @units, @rests, @periods, @versions) AS n(filing, figure, unit, rests, period, version)
            JOIN filing f ON f.id = n.filing JOIN request r ON r.id = f.request ORDER BY f.id
            ON CONFLICT DO NOTHING
            """,
            new
            {
                correction, element.Id, now, filings = uses.Select(u => u.Filing).ToArray(), figures = uses.Select(u => u.Figure).ToArray(), units = uses.Select(u => u.RestsUnit).ToArray(),
                rests = uses.Select(u => u.Rests).ToArray(), periods = uses.Select(u => u.Period).ToArray(), versions = uses.Select(u => u.Version).ToArray(),
            }, cancellationToken: cancel));

    /// <summary>A figure that a filing took, as it was stored.</summary>
    private sealed record Used
    {
        public Guid Filing { get; init; }
        public int Figure { get; init; }
        public int Rests { get; init; }
        public string Period { get; init; } = "";
        public string RestsUnit { get; init; } = "";
        public DateOnly Until { get; init; }
        public int Version { get; init; }
        public decimal? Number { get; init; }
        public string? Text { get; init; }
        public bool? Flag { get; init; }

        public ValueBody Body => new(Number, Text, Flag);
    }
}
