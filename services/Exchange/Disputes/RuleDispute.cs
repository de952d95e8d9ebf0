using Dapper;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Sharing;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Exchange.Disputes;

/// <summary>What the body may rule.</summary>
public enum DisputeDecision { SHARE, NOT_SHARE }

/// <summary>The ruling, always with a reason.</summary>
public sealed record DisputeRuling(DisputeDecision Decision, string? Reason = null);

/// <summary>Rules on a dispute.</summary>
public static class RuleDispute
{
    /// <summary>
    /// The body that the dispute is before rules. SHARE puts a request that was refused, overdue or sent back before its provider again, who may only agree and has
    /// the time of a new request; NOT_SHARE refuses one that is open. What a grant that was given already should have held is asked for anew.
    /// A side may take an authority's ruling to the people's government, whose ruling is final.
    /// </summary>
    public static async Task<Ok<SharingRequestView>> HandleAsync(
        Guid id, DisputeRuling body, Caller caller, ExchangeDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel)
    {
        var (now, today, reason) = (clock.GetUtcNow(), clock.Today(), Text.Clean(body.Reason));
        new Check().That(reason is not null, "/reason", ExchangeProblems.ReasonRequired).Storable(reason, "/reason", OpenDispute.LongestText, lines: true).Enforce();
        var request = await FindRequest.LockAsync(db, id, caller, cancel);
        var dispute = await Dispute.OpenAsync(work.Connection, id, cancel);
        var before = DisputeLadder.BodyAt(dispute.Rung, dispute.Area, request.Consumer, request.Provider!);
        if (!DisputeLadder.MayRule(caller, dispute.Rung, dispute.Area))
            throw (dispute.Rung == DisputeRung.NEGOTIATION ? DisputeProblems.NegotiateFirst : DisputeProblems.NotYourRung).Refuse().With("before", before).With("rule", dispute.Rule).AsException();
        if (!caller.IsAdministrator && (caller.Unit == request.Consumer || caller.Unit == request.Provider)) throw SharingProblems.OwnMatter.Refuse().AsException();
        if (dispute.Outcome is not null) throw DisputeProblems.AlreadyRuled.Refuse().With("outcome", dispute.Outcome).AsException();

        var step = request.Step(StepKind.RULED, now, caller.Unit) with { Reason = reason };
        var reopens = body.Decision == DisputeDecision.SHARE
            && request.State is SharingRequestState.REFUSED or SharingRequestState.OVERDUE or SharingRequestState.SUPPLEMENT_REQUIRED;
        if (reopens)
        {
            var due = RequestClock.DueOn(today, request.Rule, consented: 0, rules, calendar);
            step = step with { WasDueOn = request.ReplyDueOn, DueOn = due.On };
            (request.State, request.Missing, request.ReplyDueOn, request.Provisional) = (SharingRequestState.PENDING, [], due.On, due.Provisional);
        }
        else if (body.Decision == DisputeDecision.NOT_SHARE && request.State is not (SharingRequestState.AGREED or SharingRequestState.REFUSED))
        {
            (request.State, request.Reason) = (SharingRequestState.REFUSED, reason);
        }
        await db.SaveChangesAsync(cancel);
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE sharing_dispute SET outcome = @outcome, decided_by = @by, decided_at = @now, decision_reason = @reason, reopened_on = coalesce(@reopened, reopened_on)
            WHERE request_id = @id
            """, new { id, outcome = body.Decision.ToString(), by = caller.Unit, now, reason, reopened = reopens ? today : (DateOnly?)null }, cancellationToken: cancel));
        return TypedResults.Ok(await OpenDispute.SayAsync(request, step, caller, db, work, cancel));
    }
}
