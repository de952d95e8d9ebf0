using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Formulas;
using Datarun.Reports.Forms;
using Datarun.Reports.Places;
using Datarun.Reports.Requests;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Reports.Derivations;

/// <summary>Derives a form for every unit that a request asks, or for those of them in a place.</summary>
internal static class DeriveRequest
{
    private const int UnitsAtOnce = 500;

    /// <summary>How many units there were, and how many of their cells got a figure.</summary>
    /// <param name="open">Whether only units that have not filed.</param>
    public static async Task<(int Units, int Computed)> RunAsync(
        RequestRow row, string low, string high, bool open, Catalogue catalogue, AskedForms forms, FindFormulas formulas, DateTimeOffset now, UnitOfWork work, CancellationToken cancel)
    {
        var elements = await catalogue.ReadAsync(work.Connection, cancel);
        var form = (await forms.ReadAsync([(row.Form, row.FormVersion)], elements, work.Connection, cancel)).Values.Single();
        var set = await formulas.OfAsync([.. form.Fields.Select(f => f.Element.Id)], [], work.Connection, cancel);
        if (!form.Fields.Any(f => set.Formulas.ContainsKey(f.Element.Id))) return (0, 0);
        await Derive.LockAsync(work.Connection, cancel);
        var (request, units, computed) = (row.Request, 0, 0);
        for (var after = ""; ;)
        {
            var chunk = (await work.Connection.QueryAsync<string>(new CommandDefinition(
                $"""
                SELECT d.code FROM request r JOIN division d ON d.level = r.level AND d.code >= greatest(r.low, @low) AND d.code < least(r.high, @high)
                    AND {InForce.Division}
                WHERE r.id = @Id AND d.code > @after AND NOT (@open AND EXISTS (SELECT FROM filing f WHERE f.request = r.id AND f.unit = d.code)) ORDER BY d.code LIMIT @limit
                """, new { row.Id, low, high, open, after, limit = UnitsAtOnce }, cancellationToken: cancel))).AsList();
            if (chunk.Count == 0) return (units, computed);
            var cells = await Derive.RunAsync(set, form.Fields.Select(f => f.Element), request.Period, chunk, work.Connection, cancel);
            await KeepDerived.RunAsync([.. cells], request.Period, now, work, cancel);
            (units, computed, after) = (units + chunk.Count, computed + cells.Count(c => c.Body is not null), chunk[^1]);
        }
    }
}
