using Datarun.Exchange.Audit;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Storage;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Sharing;

/// <summary>A read for another purpose is refused and suspends the grants that it would have misused, at once, until it is put right (第25、27条).</summary>
public sealed class SuspendMisused(IServiceScopeFactory scopes, Rules rules, WorkdayCalendar calendar, TimeProvider clock)
{
    private const int LongestPurpose = 200;

    /// <summary>
    /// Suspends them in a transaction of its own, because the answer is a refusal; answers the grants that the read was about. A header that is
    /// missing, or differs from the granted purpose only in case, width, spaces or punctuation, is an accident: refused, and nothing more.
    /// </summary>
    public async Task<IReadOnlyList<Guid>?> AfterAsync(
        Refused refused, Caller caller, IReadOnlyList<ReadGrant> grants, string? under, string? stated, CancellationToken cancel)
    {
        if (refused.Problem != ExchangeProblems.PurposeMismatch) return null;
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        var wanted = under is null ? UnitRange.All : UnitRange.Of(under);
        var about = grants.Where(g => g.State is GrantState.ACTIVE or GrantState.SUSPENDED && g.Until >= today && UnitRange.Of(g.Under).And(wanted) is not null).ToList();
        var ids = about.ConvertAll(g => g.Id);
        if (stated is null || about.Exists(g => Purpose.Resembles(stated, g.Purpose)) || !about.Exists(g => g.State == GrantState.ACTIVE)) return ids;

        // A scope of its own: the call itself may be in a transaction, which its refusal rolls back.
        await using var scope = scopes.CreateAsyncScope();
        var (work, db) = (scope.ServiceProvider.GetRequiredService<UnitOfWork>(), scope.ServiceProvider.GetRequiredService<ExchangeDb>());
        await work.BeginAsync(cancel);
        var misused = await db.Grants.FromSql($"SELECT * FROM sharing_grant WHERE id = ANY({ids}) AND state = 'ACTIVE' ORDER BY id FOR UPDATE").ToListAsync(cancel);
        foreach (var grant in misused)
        {
            (grant.State, grant.Reason, grant.ChangedAt, grant.Version) = (GrantState.SUSPENDED, Reason(stated), now, grant.Version + 1);
            work.Publish(grant.Fact());
        }
        var owed = misused.ConvertAll(g => g.PuttingRight(today, null, rules, calendar));
        await GrantObligations.OweAsync(work.Connection, owed, cancel);
        await RecordSteps.RunAsync(work.Connection, misused.ConvertAll(g =>
            g.Step(StepKind.SUSPENDED, now, ProceedingStep.Time) with { DueOn = owed.Single(o => o.Grant == g.Id).DueOn, Area = Authority.AreaOf(g.Provider) }), cancel);
        await db.SaveChangesAsync(cancel);
        await AuditLog.AppendAsync(work.Connection, misused.Select(g =>
            new AuditEntry(now, AuditAction.GRANT_CHANGED, g.Consumer, caller.Client) { Subject = g.Id, Outcome = nameof(GrantState.SUSPENDED), Purpose = g.Reason }), cancel);
        await work.CommitAsync(cancel);
        if (misused.Count > 0) refused.With("suspended", misused.Select(g => g.Id)).With("correctBy", owed[0].DueOn).With("rule", owed[0].Rule);
        return ids;
    }

    /// <summary>Language-neutral, and never longer or stranger than what can be kept.</summary>
    private static string Reason(string stated)
    {
        var code = ExchangeProblems.PurposeMismatch.Code;
        return PlainText.Read(Purpose.Decode(stated), out var text, lines: false) == TextFault.NONE
            ? $"{code}: {string.Concat(text.ToString().EnumerateRunes().Take(LongestPurpose))}" : code;
    }
}
