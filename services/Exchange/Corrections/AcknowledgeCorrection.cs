using Datarun.Exchange.Audit;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Corrections;

/// <summary>Says that a correction has been seen.</summary>
public static class AcknowledgeCorrection
{
    /// <summary>A body that was told of a correction says that it has seen it; again changes nothing.</summary>
    public static async Task<Ok<NoticeView>> HandleAsync(
        Guid id, Caller caller, ExchangeDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel)
    {
        var notice = await db.CorrectionNotices.SingleOrDefaultAsync(n => n.CorrectionId == id && n.Consumer == caller.Unit, cancel)
            ?? throw ExchangeProblems.CorrectionUnknown.Refuse().AsException();
        if (notice.AcknowledgedAt is null)
        {
            notice.AcknowledgedAt = clock.GetUtcNow();
            await db.SaveChangesAsync(cancel);
            await AuditLog.AppendAsync(work.Connection, [new(clock.GetUtcNow(), AuditAction.CORRECTION_ACKNOWLEDGED, caller.Unit, caller.Client) { Subject = id }], cancel);
        }
        return TypedResults.Ok(NoticeView.Of(notice, clock.Today(), rules, calendar));
    }
}
