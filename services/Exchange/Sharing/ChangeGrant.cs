using Datarun.Exchange.Audit;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Storage;
using Datarun.Exchange.Subscriptions;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Sharing;

/// <summary>Why a grant is suspended, ended or taken up again.</summary>
/// <param name="Reason">To be read by both sides.</param>
/// <param name="CorrectBy">Where it is suspended: the last day to put misuse right; by the rule <c>share.misuse.correct</c> where it is left out.</param>
public sealed record GrantReason(string? Reason = null, DateOnly? CorrectBy = null);

/// <summary>Suspends, ends or takes up a grant; for the provider and the sharing authority of its area (第27条).</summary>
public static class ChangeGrant
{
    private const int LongestText = 2000;

    /// <summary>Stops a grant for as long as misuse is being put right, by a day (第27条); needs a reason. Nothing is read or sent under it, except that a value that its consumer had was wrong (第26条).</summary>
    public static Task<Ok<GrantView>> SuspendAsync(Guid id, GrantReason body, Caller caller, ExchangeDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel) =>
        ChangeAsync(id, GrantState.SUSPENDED, body, caller, db, work, rules, calendar, clock, cancel);

    /// <summary>Ends a grant for good, for example because misuse was not put right in time; needs a reason. The consumer then owes the disposal of the data.</summary>
    public static Task<Ok<GrantView>> TerminateAsync(Guid id, GrantReason body, Caller caller, ExchangeDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel) =>
        ChangeAsync(id, GrantState.TERMINATED, body, caller, db, work, rules, calendar, clock, cancel);

    /// <summary>Lets a suspended grant be used again; needs a reason. What changed meanwhile is told to the consumer's subscriptions, each value once, as it is now.</summary>
    public static Task<Ok<GrantView>> ResumeAsync(Guid id, GrantReason body, Caller caller, ExchangeDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel) =>
        ChangeAsync(id, GrantState.ACTIVE, body, caller, db, work, rules, calendar, clock, cancel);

    /// <summary>Which states lead to which: what has ended stays ended.</summary>
    public static bool Leads(GrantState from, GrantState to) => (from, to) is
        (GrantState.ACTIVE, GrantState.SUSPENDED or GrantState.TERMINATED) or (GrantState.SUSPENDED, GrantState.ACTIVE or GrantState.TERMINATED);

    private static async Task<Ok<GrantView>> ChangeAsync(
        Guid id, GrantState to, GrantReason body, Caller caller, ExchangeDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock,
        CancellationToken cancel)
    {
        var today = clock.Today();
        var reason = Text.Clean(body.Reason);
        var check = reason is null ? new Check().That(false, "/reason", ExchangeProblems.ReasonRequired) : new Check().Storable(reason, "/reason", LongestText, lines: true);
        check.That(body.CorrectBy is null || body.CorrectBy >= today, "/correctBy", SharingProblems.CorrectByPassed, body.CorrectBy?.ToString("O")).Enforce();
        var grant = await db.Grants.FromSql($"SELECT * FROM sharing_grant WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancel);
        if (grant is null || !FindRequest.MaySee(caller, grant.Consumer, grant.Provider)) throw ExchangeProblems.GrantUnknown.Refuse().AsException();
        var mayChange = (caller.Unit == grant.Provider && caller.Is(Role.DEPARTMENT)) || (caller.Is(Role.SHARING_AUTHORITY) && caller.AreaCovers(grant.Provider));
        if (!mayChange) throw CommonProblems.OutsideYourUnit.Refuse().With("unit", grant.Provider).AsException();
        if (!Leads(grant.State, to)) throw ExchangeProblems.GrantNotChangeable.Refuse().With("state", grant.State).AsException();

        (grant.State, grant.Reason, grant.ChangedAt, grant.Version) = (to, reason, clock.GetUtcNow(), grant.Version + 1);
        work.Publish(grant.Fact());
        await db.SaveChangesAsync(cancel);
        var step = grant.Step(to switch { GrantState.SUSPENDED => StepKind.SUSPENDED, GrantState.ACTIVE => StepKind.RESUMED, _ => StepKind.TERMINATED }, grant.ChangedAt, caller.Unit);
        switch (to)
        {
            case GrantState.SUSPENDED:
                var owed = grant.PuttingRight(today, body.CorrectBy, rules, calendar);
                await GrantObligations.OweAsync(work.Connection, owed, cancel);
                step = step with { DueOn = owed.DueOn };
                break;
            case GrantState.ACTIVE:
                await GrantObligations.MeetAsync(work.Connection, id, ObligationKind.CORRECTION, reason, grant.ChangedAt, cancel);
                await TellMissed.OfGrantAsync(work.Connection, id, today, grant.ChangedAt, cancel);
                break;
            default:
                await GrantObligations.EndAsync(work.Connection, [grant.Disposal(today, rules, calendar)], grant.ChangedAt, cancel);
                break;
        }
        await RecordSteps.RunAsync(work.Connection, step, cancel);
        var view = await ReadGrants.WholeAsync(work.Connection, grant, cancel);
        await AuditLog.AppendAsync(work.Connection,
            [new(grant.ChangedAt, AuditAction.GRANT_CHANGED, grant.Consumer, caller.Client) { Subject = id, Outcome = to.ToString() }], cancel);
        return TypedResults.Ok(view);
    }
}
