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
/// are computed first. Periods that are over and filed stay as they were, and their filings are listed for amendment. Computing again changes nothing where nothing has changed.
/// </summary>
public static class DeriveValues
{
    public static async Task OnEntriesAsync(IReadOnlyList<LedgerEntriesChanged> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var affected = await FindFormulas.ReadingAsync([.. events.Select(e => e.Ledger).Distinct(StringComparer.Ordinal)], work.Connection, cancel);
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
        foreach (var cells in open)
        {
            var (period, wanted) = (Period.Parse(cells.Key), cells.Select(c => (c.Element, c.Unit)).ToHashSet());
            var derived = await Derive.RunAsync(
                set, wanted.Select(w => w.Element).Distinct().Select(e => known.ById[e]), period, [.. wanted.Select(w => w.Unit).Distinct()], work.Connection, cancel);
            await KeepDerived.RunAsync([.. derived.Where(d => wanted.Contains((d.Element.Id, d.Unit)))], period, clock.GetUtcNow(), work, cancel);
        }
        await NoteLedgerFigures.OfAsync(events.Select(e => e.Ledger).ToHashSet(StringComparer.Ordinal), places, affected, set, known, clock.GetUtcNow(), work.Connection, cancel);
    }

    public static async Task OnRequestsAsync(IReadOnlyList<ReportRequested> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var requests = await work.Connection.QueryAsync<RequestRow>(new CommandDefinition(
            "SELECT * FROM request WHERE id = ANY(@ids)", new { ids = events.Select(e => e.RequestId).ToArray() }, cancellationToken: cancel));
        foreach (var request in requests)
        {
            await DeriveRequest.RunAsync(
                request, "", "~", services.GetRequiredService<Catalogue>(), services.GetRequiredService<AskedForms>(), services.GetRequiredService<FindFormulas>(),
                services.GetRequiredService<TimeProvider>().GetUtcNow(), work, cancel);
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
