using Datarun.Exchange.Audit;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Sharing;

/// <summary>Ends grants whose time is over: their last day is, or the duty that they were given for. What remains is to dispose of the data.</summary>
public static class EndGrants
{
    private const string DutyEnded = "DUTY_ITEM_ENDED"; // Language-neutral, like every reason that nobody has written.

    /// <summary>Those whose last day is over EXPIRE; answers how many were found.</summary>
    public static async Task<int> ExpireAsync(ExchangeDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, DateTimeOffset now, DateOnly today, int batch, CancellationToken cancel) =>
        await EndAsync(
            await db.Grants.FromSql($"SELECT * FROM sharing_grant WHERE state IN ('ACTIVE', 'SUSPENDED') AND until < {today} ORDER BY id LIMIT {batch} FOR UPDATE SKIP LOCKED").ToListAsync(cancel),
            GrantState.EXPIRED, StepKind.EXPIRED, null, db, work, rules, calendar, now, today, cancel);

    /// <summary>Those whose duty is no longer in the duty list in force are TERMINATED; answers how many were found.</summary>
    public static async Task<int> WithDutyAsync(ExchangeDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, DateTimeOffset now, DateOnly today, int batch, CancellationToken cancel) =>
        await EndAsync(
            await db.Grants.FromSql(
                $"""
                SELECT * FROM sharing_grant g WHERE duty_item IS NOT NULL AND state IN ('ACTIVE', 'SUSPENDED') AND NOT EXISTS (
                    SELECT FROM duty_item i WHERE i.unit = g.consumer AND i.code = g.duty_item AND i.valid_from = duty_list_from(g.consumer, {today}))
                ORDER BY id LIMIT {batch} FOR UPDATE SKIP LOCKED
                """).ToListAsync(cancel),
            GrantState.TERMINATED, StepKind.TERMINATED, DutyEnded, db, work, rules, calendar, now, today, cancel);

    private static async Task<int> EndAsync(
        List<SharingGrant> grants, GrantState state, StepKind step, string? reason, ExchangeDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, DateTimeOffset now, DateOnly today,
        CancellationToken cancel)
    {
        if (grants.Count == 0) return 0;
        foreach (var grant in grants)
        {
            (grant.State, grant.ChangedAt, grant.Version, grant.Reason) = (state, now, grant.Version + 1, reason ?? grant.Reason);
            work.Publish(grant.Fact());
        }
        await db.SaveChangesAsync(cancel);
        await GrantObligations.EndAsync(work.Connection, grants.ConvertAll(g => g.Disposal(today, rules, calendar)), now, cancel);
        await RecordSteps.RunAsync(work.Connection, grants.ConvertAll(g => g.Step(step, now, ProceedingStep.Time) with { Reason = reason }), cancel);
        await AuditLog.AppendAsync(work.Connection, grants.Select(g =>
            new AuditEntry(now, AuditAction.GRANT_CHANGED, g.Consumer, ProceedingStep.Time) { Subject = g.Id, Outcome = reason is null ? state.ToString() : $"{state} {reason}" }), cancel);
        return grants.Count;
    }
}
