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

/// <summary>What a side, or the body that the dispute is before, does.</summary>
public enum DisputeMove
{
    /// <summary>Says something for the record.</summary>
    STATEMENT,

    /// <summary>A side proposes a settlement.</summary>
    PROPOSE,

    /// <summary>The other side agrees to it, which ends the dispute.</summary>
    AGREE,

    /// <summary>A side takes it to the next rung.</summary>
    ESCALATE,
}

/// <summary>One step, in words.</summary>
public sealed record DisputeStep(DisputeMove Step, string? Reason = null);

/// <summary>Takes a step in a dispute.</summary>
public static class TakeDisputeStep
{
    /// <summary>
    /// Statements, a proposal, agreement to the other side's, or taking it further: from negotiation once something was said, from the authority
    /// once it has ruled or let its time pass.
    /// </summary>
    public static async Task<Ok<SharingRequestView>> HandleAsync(
        Guid id, DisputeStep body, Caller caller, ExchangeDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel)
    {
        var (now, today, reason) = (clock.GetUtcNow(), clock.Today(), Text.Clean(body.Reason));
        new Check().That(reason is not null || body.Step == DisputeMove.AGREE, "/reason", ExchangeProblems.ReasonRequired)
            .Storable(reason, "/reason", OpenDispute.LongestText, lines: true).Enforce();
        var request = await FindRequest.LockAsync(db, id, caller, cancel);
        var dispute = await Dispute.OpenAsync(work.Connection, id, cancel);
        if (body.Step != DisputeMove.STATEMENT || !DisputeLadder.MayRule(caller, dispute.Rung, dispute.Area)) OpenDispute.MustBeSide(caller, request);

        var step = request.Step(StepKind.STATEMENT, now, caller.Unit) with { Reason = reason };
        switch (body.Step)
        {
            case DisputeMove.PROPOSE:
                await ChangeAsync("settlement = @reason, proposed_by = @by", new { id, reason, by = caller.Unit }, work, cancel);
                step = step with { Kind = StepKind.SETTLEMENT_PROPOSED };
                break;
            case DisputeMove.AGREE:
                if (dispute.ProposedBy is null || dispute.ProposedBy == caller.Unit) throw DisputeProblems.NegotiateFirst.Refuse().With("proposedBy", dispute.ProposedBy).With("rule", dispute.Rule).AsException();
                await ChangeAsync("outcome = 'SETTLED', decided_by = @by, decided_at = @now, decision_reason = settlement", new { id, by = caller.Unit, now }, work, cancel);
                step = step with { Kind = StepKind.SETTLED, Reason = dispute.Settlement };
                break;
            case DisputeMove.ESCALATE:
                if (!await MayEscalateAsync(dispute, today, rules, calendar, work, cancel)) throw DisputeProblems.NegotiateFirst.Refuse().With("rung", dispute.Rung).With("rule", dispute.Rule).AsException();
                await ChangeAsync("rung = @rung, rung_since = @today, outcome = NULL", new { id, rung = DisputeLadder.Above(dispute.Rung)!.Value.ToString(), today }, work, cancel);
                step = step with { Kind = StepKind.ESCALATED, Area = dispute.Area };
                break;
        }
        return TypedResults.Ok(await OpenDispute.SayAsync(request, step, caller, db, work, cancel));
    }

    private static async Task<bool> MayEscalateAsync(Dispute dispute, DateOnly today, Rules rules, WorkdayCalendar calendar, UnitOfWork work, CancellationToken cancel) =>
        dispute.Rung == DisputeRung.NEGOTIATION
            ? (await ReadHistory.OfAsync(work.Connection, dispute.RequestId, cancel)).Any(s => s.Kind is StepKind.STATEMENT or StepKind.SETTLEMENT_PROPOSED)
            : dispute.Outcome is not null || today > calendar.AddWorkdays(dispute.RungSince, rules.Get("share.dispute.coordinate", dispute.RungSince).Int).On;

    private static Task ChangeAsync(string set, object values, UnitOfWork work, CancellationToken cancel) =>
        work.Connection.ExecuteAsync(new CommandDefinition($"UPDATE sharing_dispute SET {set} WHERE request_id = @id", values, cancellationToken: cancel));
}
