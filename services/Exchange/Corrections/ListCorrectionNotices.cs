using Datarun.Contracts;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Corrections;

/// <summary>Lists who was told of corrections.</summary>
public static class ListCorrectionNotices
{
    /// <summary>Who was told of which correction, and by when it is to be acknowledged.</summary>
    /// <param name="OldValue">What was wrong.</param>
    /// <param name="Value">What it was put right to.</param>
    /// <param name="WrongFrom">Since when the value had been wrong; <c>wrongTo</c> until when.</param>
    public sealed record Item(
        Guid Correction, string Element, string Unit, string Period, RawJson? OldValue, RawJson Value, DateTimeOffset? WrongFrom, DateTimeOffset? WrongTo, NoticeView Notice)
    {
        internal static Item Of(Correction c, NoticeView notice) =>
            new(c.Id, c.Element, c.Unit, c.Period, c.OldValue is null ? null : new RawJson(c.OldValue), new RawJson(c.Proposed), c.WrongFrom, c.WrongTo, notice);
    }

    /// <summary>
    /// Who was told of corrections that the caller asked for, decided or oversees, and what the caller itself was told; by correction and consumer.
    /// <c>acknowledged=false</c> lists who has not said that it has seen it, each with its last day.
    /// </summary>
    /// <param name="acknowledged">Only those that have been acknowledged, or with <c>false</c> only those that have not.</param>
    public static async Task<Ok<Page<Item>>> HandleAsync(
        bool? acknowledged, [AsParameters] PageQuery page, Caller caller, ExchangeDb db, Rules rules, WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel)
    {
        var unit = caller.Unit;
        var (from, to) = ReadCorrections.Overseen(caller);
        var notices = db.CorrectionNotices.AsNoTracking().Join(db.Corrections, n => n.CorrectionId, c => c.Id, (n, c) => new { Notice = n, Correction = c })
            .Where(x => x.Notice.Consumer == unit || x.Correction.AskedBy == unit || x.Correction.Source == unit
                || (x.Correction.Source.CompareTo(from) >= 0 && x.Correction.Source.CompareTo(to) < 0));
        if (acknowledged is { } seen) notices = notices.Where(x => seen == (x.Notice.AcknowledgedAt != null));
        if (page.Keys(2) is [var id, var consumer])
        {
            var last = PageQuery.IdOf(id);
            notices = notices.Where(x => x.Notice.CorrectionId > last || (x.Notice.CorrectionId == last && x.Notice.Consumer.CompareTo(consumer) > 0));
        }
        var rows = await notices.OrderBy(x => x.Notice.CorrectionId).ThenBy(x => x.Notice.Consumer).Take(page.Size + 1).ToListAsync(cancel);
        var today = clock.Today();
        return TypedResults.Ok(page.Of(
            rows.ConvertAll(x => Item.Of(x.Correction, NoticeView.Of(x.Notice, today, rules, calendar))),
            i => [i.Correction.ToString(), i.Notice.Consumer]));
    }
}
