using Dapper;
using Datarun.Contracts;
using Datarun.Reports.Amendments;
using Datarun.Reports.Derivations;
using Datarun.Reports.Elements;
using Datarun.Reports.Formulas;
using Datarun.Reports.Forms;
using Datarun.Reports.Places;
using Datarun.Reports.Requests;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Reactions;

/// <summary>
/// Keeps derived values fresh: when entries of a ledger change, what formulas derive from it is computed again for the units and the
/// places above them, in every task that is not yet filed and in every period that is not over; when a form is asked for, its formulas
/// are computed first; when a formula changes, what it derives follows. Periods that are over and filed stay as they were, and their filings are listed for amendment. Computing again changes nothing where nothing has changed.
/// </summary>
public static class DeriveValues
{
    private const int HeldAtOnce = 1000;

    public static async Task OnEntriesAsync(IReadOnlyList<LedgerEntriesChanged> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var affected = await FindFormulas.ReadingAsync([.. events.Select(e => e.Ledger).Distinct(StringComparer.Ordinal)], [], work.Connection, cancel);
        if (affected.Length == 0) return;
        var places = events.SelectMany(e => e.Units).Distinct(StringComparer.Ordinal).SelectMany(AndAbove).Distinct(StringComparer.Ordinal).ToArray();
        await Derive.LockAsync(work.Connection, cancel);
        var open = (await work.Connection.QueryAsync<Open>(new CommandDefinition(
            $"""
            SELECT r.period, ff.element, d.code AS unit
            FROM form_field ff JOIN request r ON r.form = ff.form AND r.form_version = ff.version
            JOIN division d ON d.code = ANY(@places) AND d.level = r.level AND d.code >= r.low AND d.code < r.high AND {InForce.Division}
            WHERE ff.element = ANY(@affected) AND NOT EXISTS (SELECT FROM filing f WHERE f.request = r.id AND f.unit = d.code)
            UNION
            SELECT v.period, v.element, v.unit FROM value v
            WHERE v.unit = ANY(@places) AND v.element = ANY(@affected) AND v.source_kind = 'LEDGER' AND v.until >= @today
            """, new { places, affected, today = clock.Today() }, cancellationToken: cancel))).ToLookup(o => o.Period);
        var known = await services.GetRequiredService<Catalogue>().ReadAsync(work.Connection, cancel);
        var set = await services.GetRequiredService<FindFormulas>().OfAsync(affected, [], work.Connection, cancel);
        await DeriveAsync(open, set, known, clock.GetUtcNow(), work, cancel);
        await NoteLedgerFigures.OfAsync(events.Select(e => e.Ledger).ToHashSet(StringComparer.Ordinal), places, affected, set, known, clock.GetUtcNow(), work.Connection, cancel);
    }

    public static async Task OnRequestsAsync(IReadOnlyList<ReportRequested> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var requests = await work.Connection.QueryAsync<RequestRow>(new CommandDefinition(
            "SELECT * FROM request WHERE id = ANY(@ids)", new { ids = events.Select(e => e.RequestId).ToArray() }, cancellationToken: cancel));
        await DeriveAsync(requests, open: false, work, services, cancel);
    }

    public static async Task OnFormulasAsync(IReadOnlyList<FormulaChanged> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var affected = await FindFormulas.ReadingAsync([], [.. events.Select(e => e.Element).Distinct(StringComparer.Ordinal)], work.Connection, cancel);
        await DeriveAsync(await work.Connection.QueryAsync<RequestRow>(new CommandDefinition(
            "SELECT * FROM request r WHERE EXISTS (SELECT FROM form_field ff WHERE ff.form = r.form AND ff.version = r.form_version AND ff.element = ANY(@affected))",
            new { affected }, cancellationToken: cancel)), open: true, work, services, cancel);
        await DeriveHeldAsync(affected, work, services, cancel);
    }

    private static async Task DeriveAsync(IEnumerable<RequestRow> requests, bool open, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        foreach (var request in requests)
        {
            await DeriveRequest.RunAsync(
                request, "", "~", open, services.GetRequiredService<Catalogue>(), services.GetRequiredService<AskedForms>(), services.GetRequiredService<FindFormulas>(),
                services.GetRequiredService<TimeProvider>().GetUtcNow(), work, cancel);
        }
    }

    /// <summary>Computes again what was derived for periods that are not over, whoever has filed it since.</summary>
    private static async Task DeriveHeldAsync(int[] affected, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var known = await services.GetRequiredService<Catalogue>().ReadAsync(work.Connection, cancel);
        var set = await services.GetRequiredService<FindFormulas>().OfAsync(affected, [], work.Connection, cancel);
        await Derive.LockAsync(work.Connection, cancel);
        for (var (periodAfter, unitAfter) = ("", ""); ;)
        {
            var held = (await work.Connection.QueryAsync<Open>(new CommandDefinition(
                """
                SELECT period, element, unit FROM value
                WHERE element = ANY(@affected) AND source_kind = 'LEDGER' AND until >= @today AND (period, unit) > (@periodAfter, @unitAfter)
                ORDER BY period, unit FETCH FIRST @HeldAtOnce ROWS WITH TIES
                """, new { affected, today = clock.Today(), periodAfter, unitAfter, HeldAtOnce }, cancellationToken: cancel))).AsList();
            if (held.Count == 0) return;
            await DeriveAsync(held.ToLookup(h => h.Period), set, known, clock.GetUtcNow(), work, cancel);
            (periodAfter, unitAfter) = (held[^1].Period, held[^1].Unit);
        }
    }

    private static async Task DeriveAsync(ILookup<string, Open> cellsOfPeriods, FormulaSet set, ElementSet known, DateTimeOffset now, UnitOfWork work, CancellationToken cancel)
    {
        foreach (var cells in cellsOfPeriods)
        {
            var (period, wanted) = (Period.Parse(cells.Key), cells.Select(c => (c.Element, c.Unit)).ToHashSet());
            var derived = await Derive.RunAsync(
                set, wanted.Select(w => w.Element).Distinct().Select(e => known.ById[e]), period, [.. wanted.Select(w => w.Unit).Distinct()], work.Connection, cancel);
            await KeepDerived.RunAsync([.. derived.Where(d => wanted.Contains((d.Element.Id, d.Unit)))], period, now, work, cancel);
        }
    }

    private static IEnumerable<string> AndAbove(string unit) =>
        DivisionCode.TryParse(unit, out var division) ? division.Ancestors.Select(a => a.ToString()).Prepend(unit) : [];

    private sealed record Open
    {
        public string Period { get; init; } = "";
        public int Element { get; init; }
        public string Unit { get; init; } = "";
    }
}
