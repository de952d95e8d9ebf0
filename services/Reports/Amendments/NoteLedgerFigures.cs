using Dapper;
using Datarun.Reports.Derivations;
using Datarun.Reports.Elements;
using Datarun.Reports.Formulas;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Periods;
using Npgsql;

namespace Datarun.Reports.Amendments;

/// <summary>
/// Notes the filings that took a figure of a ledger whose rows were put right since: of the units that keep them and of places above. A figure that comes out as it was
/// taken concerns nobody, and what was noted of it is withdrawn, unless it was waived. Noting again notes only what came in between.
/// </summary>
internal static class NoteLedgerFigures
{
    public static async Task OfAsync(
        IReadOnlyCollection<string> ledgers, string[] places, int[] affected, FormulaSet set, ElementSet elements, DateTimeOffset now, NpgsqlConnection connection, CancellationToken cancel)
    {
        var used = (await connection.QueryAsync<Used>(new CommandDefinition(
            Uses, new { ledgers = ledgers.ToArray(), places, affected }, cancellationToken: cancel))).AsList();
        var noted = new List<(Used Use, ValueBody Right)>(used.Count);
        foreach (var one in used.ToLookup(u => u.Period)) // A statement reads one period; few have filings that rows were changed under.
        {
            var cells = await Derive.RunAsync(
                set, one.Select(u => elements.ById[u.Figure]).Distinct(), Period.Parse(one.Key), [.. one.Select(u => u.Unit).Distinct()], connection, cancel);
            var right = cells.ToDictionary(c => (c.Element.Id, c.Unit), c => c.Body ?? ValueBody.Nil);
            noted.AddRange(one.Select(u => (u, right[(u.Figure, u.Unit)])));
        }
        if (noted.Count > 0) await NoteAsync(noted, use => set.Formulas[use.Figure].Ledgers.Intersect(ledgers).FirstOrDefault() ?? ledgers.First(), now, connection, cancel);
    }

    /// <summary>Derived figures that filings took, where a row of the ledgers was changed since that said something about the period.</summary>
    private const string Uses =
        """
        SELECT f.id AS filing, f.unit, v.element AS figure, v.period, v.version, v.number, v.text, v.flag
        FROM form_field ff JOIN element e ON e.id = ff.element
        JOIN request r ON r.form = ff.form AND r.form_version = ff.version
        JOIN filing f ON f.request = r.id AND f.unit = ANY(@places)
        CROSS JOIN LATERAL (SELECT f.used -> e.code AS use) t
        JOIN value_version v ON v.unit = f.unit AND v.element = ff.element AND v.period = t.use ->> 'period' AND v.version = (t.use ->> 'version')::integer AND v.source_kind = 'LEDGER'
        WHERE ff.element = ANY(@affected) AND EXISTS (
            SELECT FROM ledger l JOIN ledger_entry n ON n.ledger = l.id AND n.unit >= f.unit AND n.unit < f.unit || ':' AND n.changed_at > f.filed_at
            WHERE l.code = ANY(@ledgers) AND EXISTS (SELECT FROM ledger_history h WHERE h.entry = n.id AND h.valid_from <= v.until))
        """;

    private static Task NoteAsync(
        IReadOnlyList<(Used Use, ValueBody Right)> noted, Func<Used, string> ledgerOf, DateTimeOffset now, NpgsqlConnection connection, CancellationToken cancel) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            WITH n AS MATERIALIZED (
                SELECT * FROM unnest(@ids, @ledgers, @filings, @figures, @units, @periods, @versions, @differs, @numbers, @texts, @flags)
                    AS n(id, ledger, filing, figure, unit, period, version, differs, number, text, flag)),
            known AS MATERIALIZED (
                SELECT a.id, n.id AS noted, a.waived_at IS NOT NULL AS waived, n.differs AND (c.number, c.text, c.flag) IS NOT DISTINCT FROM (n.number, n.text, n.flag) AS holds
                FROM n JOIN filing_amendment a ON a.filing = n.filing AND a.figure = n.figure AND a.rests_version = n.version
                JOIN correction c ON c.id = a.correction AND c.ledger IS NOT NULL),
            withdrawn AS (DELETE FROM filing_amendment a USING known k WHERE a.id = k.id AND NOT k.holds AND NOT k.waived),
            made AS (
                INSERT INTO correction (id, element, unit, period, done_at, settled, ledger, number, text, flag)
                SELECT n.id, e.code, n.unit, n.period, @now, true, n.ledger, n.number, n.text, n.flag FROM n JOIN element e ON e.id = n.figure
                WHERE n.differs AND NOT EXISTS (SELECT FROM known k WHERE k.noted = n.id AND k.holds)
                RETURNING id)
            INSERT INTO filing_amendment (filing, correction, element, figure, unit, form, department, used_version, rests_unit, rests_element, rests_period, rests_version, noted_at)
            SELECT f.id, n.id, n.figure, n.figure, f.unit, f.form, r.department, n.version, n.unit, n.figure, n.period, n.version, @now
            FROM made JOIN n USING (id) JOIN filing f ON f.id = n.filing JOIN request r ON r.id = f.request ORDER BY f.id
            """,
            new
            {
                now, ids = noted.Select(_ => Guid.CreateVersion7(now)).ToArray(), ledgers = noted.Select(n => ledgerOf(n.Use)).ToArray(), filings = noted.Select(n => n.Use.Filing).ToArray(),
                figures = noted.Select(n => n.Use.Figure).ToArray(), units = noted.Select(n => n.Use.Unit).ToArray(), periods = noted.Select(n => n.Use.Period).ToArray(),
                versions = noted.Select(n => n.Use.Version).ToArray(), differs = noted.Select(n => n.Use.Body != n.Right).ToArray(),
                numbers = noted.Select(n => n.Right.Number).ToArray(), texts = noted.Select(n => n.Right.Text).ToArray(), flags = noted.Select(n => n.Right.Flag).ToArray(),
            }, cancellationToken: cancel));

    /// <summary>A figure that a filing took, as it was stored.</summary>
    private sealed record Used
    {
        public Guid Filing { get; init; }
        public string Unit { get; init; } = "";
        public int Figure { get; init; }
        public string Period { get; init; } = "";
        public int Version { get; init; }
        public decimal? Number { get; init; }
        public string? Text { get; init; }
        public bool? Flag { get; init; }

        public ValueBody Body => new(Number, Text, Flag);
    }
}
