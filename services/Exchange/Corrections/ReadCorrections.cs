using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Storage;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Corrections;

/// <summary>Reads corrections.</summary>
public static class ReadCorrections
{
    /// <summary>The corrections that the caller asked for, has to decide, was told of, or oversees; oldest first.</summary>
    public static async Task<Ok<Page<CorrectionView>>> ListAsync(CorrectionState? state, [AsParameters] PageQuery page, Caller caller, ExchangeDb db, CancellationToken cancel)
    {
        var corrections = Visible(db, caller);
        if (state is { } wanted) corrections = corrections.Where(c => c.State == wanted);
        if (page.AfterId() is { } after) corrections = corrections.Where(c => c.Id > after);
        var rows = await corrections.OrderBy(c => c.Id).Take(page.Size + 1).ToListAsync(cancel);
        return TypedResults.Ok(page.Of(rows.ConvertAll(c => CorrectionView.Of(c)), c => [c.Id.ToString()]));
    }

    /// <summary>One correction, with everyone who had the wrong value and whether they have seen the right one. A consumer sees its own notice only.</summary>
    public static async Task<Ok<CorrectionView>> GetAsync(
        Guid id, Caller caller, ExchangeDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel)
    {
        var correction = await Visible(db, caller).SingleOrDefaultAsync(c => c.Id == id, cancel) ?? throw ExchangeProblems.CorrectionUnknown.Refuse().AsException();
        var seesAll = caller.IsAdministrator || caller.Unit == correction.Source || caller.Unit == correction.AskedBy || Overseen(caller).Holds(correction.Source);
        var today = clock.Today();
        var notices = await db.CorrectionNotices.AsNoTracking().Where(n => n.CorrectionId == id && (seesAll || n.Consumer == caller.Unit)).OrderBy(n => n.Consumer).ToListAsync(cancel);
        await db.Database.OpenConnectionAsync(cancel);
        return TypedResults.Ok(CorrectionView.Of(correction, notices.ConvertAll(n => NoticeView.Of(n, today, rules, calendar))) with
        {
            History = seesAll ? await ReadHistory.OfAsync(work.Connection, id, cancel) : null,
        });
    }

    private static IQueryable<Correction> Visible(ExchangeDb db, Caller caller)
    {
        var corrections = db.Corrections.AsNoTracking();
        var unit = caller.Unit;
        var (from, to) = Overseen(caller);
        return corrections.Where(c => c.AskedBy == unit || c.Source == unit || (c.Source.CompareTo(from) >= 0 && c.Source.CompareTo(to) < 0)
            || db.CorrectionNotices.Any(n => n.CorrectionId == c.Id && n.Consumer == unit));
    }

    /// <summary>The sources whose corrections the caller oversees.</summary>
    internal static UnitRange Overseen(Caller caller) => UnitRange.OverseenBy(caller, Role.SHARING_AUTHORITY, Role.AUDITOR);
}
