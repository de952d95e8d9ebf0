using Dapper;
using Datarun.Exchange.Elements;
using Datarun.Exchange.SourceNamings;
using Datarun.Exchange.Storage;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Sharing;

/// <summary>A request that is ready to be sent: the asker adds method and time limit, and posts it to <c>sharing-requests</c>.</summary>
/// <param name="Provider">Whom it goes to.</param>
/// <param name="Ask">Its body.</param>
public sealed record SharingDraft(string Provider, SharingAsk Ask);

/// <summary>A duty of the caller that needs data, and what is still to be asked for.</summary>
/// <param name="Item">Its code in the duty list.</param>
/// <param name="ValidFrom">From when the list is in force.</param>
/// <param name="EndsOn">Its last day, where a list that lies ahead no longer has it; a grant for it ends then.</param>
/// <param name="Elements">What it needs.</param>
/// <param name="Held">What may be read already: one's own, what is shared without conditions, what was granted for this duty.</param>
/// <param name="Asked">What was asked for and waits for an answer.</param>
/// <param name="Closed">What cannot be asked for: not shared, citizen numbers, or not defined.</param>
/// <param name="Drafts">Requests for the rest, one for each provider.</param>
public sealed record DutyItemView(
    string Item, string Title, string LegalBasis, DateOnly ValidFrom, DateOnly? EndsOn, IReadOnlyList<string> Elements, IReadOnlyList<string> Held, IReadOnlyList<string> Asked,
    IReadOnlyList<string> Closed, IReadOnlyList<SharingDraft> Drafts);

/// <summary>Lists the duties of the caller that need data.</summary>
public static class ListDutyItems
{
    /// <summary>
    /// The items of the caller's duty list in force that need data (履行职责所需, 第20条), each with the sharing requests that can be made from it: legal basis, purpose, elements and
    /// place are filled in. A grant that is given for an item ends with it.
    /// </summary>
    public static async Task<Ok<Page<DutyItemView>>> HandleAsync(Caller caller, ExchangeDb db, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var (unit, today) = (caller.Unit, clock.Today());
        await db.Database.OpenConnectionAsync(cancel);
        var items = await DutyItem.OfAsync(work.Connection, unit, today, cancel);
        var area = Caller.AreaOf(unit) ?? unit;
        string[] codes = [.. items.SelectMany(i => i.Elements).Distinct(StringComparer.Ordinal)];
        var numbers = (await db.Elements.Where(e => codes.Contains(e.Code) && e.Identifier == Identifier.CITIZEN_ID).Select(e => e.Code).ToListAsync(cancel)).ToHashSet(StringComparer.Ordinal);
        var known = await SourceOf.WithinAsync(work.Connection, [.. (await ReadFacts.OfAsync(work.Connection, unit, codes, cancel)).Select(f => f.Element)], area, cancel);
        var given = (await work.Connection.QueryAsync<(string Item, string Element, bool Granted)>(new CommandDefinition(
            """
            SELECT duty_item, unnest(elements), true FROM sharing_grant WHERE consumer = @unit AND duty_item IS NOT NULL AND state = 'ACTIVE' AND until >= @today AND starts_with(@area, under)
            UNION ALL
            SELECT duty_item, unnest(elements), false FROM sharing_request WHERE consumer = @unit AND duty_item IS NOT NULL AND state IN ('PENDING', 'OVERDUE', 'SUPPLEMENT_REQUIRED')
            """, new { unit, today, area }, cancellationToken: cancel))).ToLookup(g => (g.Item, g.Granted), g => g.Element);
        return TypedResults.Ok(new Page<DutyItemView>([.. items.Select(i => View(i, unit, known, numbers, [.. given[(i.Code, true)]], [.. given[(i.Code, false)]]))], Next: null));
    }

    private static DutyItemView View(
        DutyItem item, string unit, IReadOnlyList<ReadElement> known, HashSet<string> numbers, HashSet<string> granted, HashSet<string> asked)
    {
        var needed = known.Where(e => item.Elements.Contains(e.Code)).ToList();
        List<string> held = [.. needed.Where(e => e.Source == unit || e.SharingClass == SharingClass.UNCONDITIONAL || granted.Contains(e.Code)).Select(e => e.Code)];
        List<string> closed =
        [
            .. item.Elements.Except(needed.Select(e => e.Code), StringComparer.Ordinal),
            .. needed.Where(e => numbers.Contains(e.Code) || e.SharingClass == SharingClass.NOT_SHARED).Select(e => e.Code).Except(held, StringComparer.Ordinal),
        ];
        List<string> waits = [.. item.Elements.Where(asked.Contains).Except(held, StringComparer.Ordinal)];
        var drafts = needed.Where(e => !held.Contains(e.Code) && !closed.Contains(e.Code) && !waits.Contains(e.Code)).GroupBy(e => e.Source).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new SharingDraft(g.Key, item.Fill(new SharingAsk(Until: item.EndsOn, Scope: new AskedScope([.. g.Select(e => e.Code)])), unit))).ToList();
        return new(item.Code, item.Title, item.LegalBasis, item.ValidFrom, item.EndsOn, item.Elements, held, waits, closed, drafts);
    }
}
