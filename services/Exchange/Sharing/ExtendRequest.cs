using Datarun.Exchange.Audit;
using Datarun.Exchange.Disputes;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Exchange.Sharing;

/// <summary>More time for the provider's answer (第21条).</summary>
public static class ExtendRequest
{
    /// <summary>
    /// The provider asks for more time, before its last day is over. It has no effect until the same-level authority consents; all extensions
    /// of a request together are at most ten workdays.
    /// </summary>
    public static async Task<Ok<SharingRequestView>> AskToExtendAsync(
        Guid id, ExtensionAsk body, Caller caller, ExchangeDb db, UnitOfWork work, Rules rules, TimeProvider clock, CancellationToken cancel)
    {
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        var request = await FindRequest.LockAsync(db, id, caller, cancel);
        if (request.Provider != caller.Unit && !caller.IsAdministrator) throw CommonProblems.OutsideYourUnit.Refuse().With("unit", request.Provider).AsException();
        if (TooLate(request, today) is { } late) throw late.AsException();
        if (await Dispute.OfAsync(work.Connection, id, cancel) is { ReopenedOn: not null }) throw DisputeProblems.SharingOrdered.Refuse().AsException();
        await Extensions.AskAsync(work.Connection, id, body, rules.Get("share.reply.extension.max", today), now, cancel);
        var step = request.Step(StepKind.EXTENSION_ASKED, now, caller.Unit) with { Reason = Text.Clean(body.Reason), Area = Authority.AreaOf(request.Provider!) };
        return await SayAsync(request, step, caller, work, cancel);
    }

    /// <summary>
    /// The same-level authority consents or refuses. With consent the last day moves and the asker has notice of it; a request that is overdue by
    /// then stays so, because what had no effect on the last day cannot heal it afterwards.
    /// </summary>
    public static async Task<Ok<SharingRequestView>> ConsentToExtendAsync(
        Guid id, ExtensionConsent body, Caller caller, ExchangeDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel)
    {
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        var request = await FindRequest.LockAsync(db, id, caller, cancel);
        Authority.MustDecide(caller, request.Provider ?? request.Consumer);
        var consented = await Extensions.DecideAsync(work.Connection, id, body, TooLate(request, today), caller.Unit, now, cancel);
        var agrees = body.Decision == ExtensionDecision.CONSENTED;
        var step = request.Step(agrees ? StepKind.EXTENSION_CONSENTED : StepKind.EXTENSION_REFUSED, now, caller.Unit) with { Reason = Text.Clean(body.Reason) };
        if (agrees)
        {
            var due = RequestClock.DueOn(request.StartedOn, request.Rule, consented, rules, calendar);
            step = step with { WasDueOn = request.ReplyDueOn, DueOn = due.On };
            (request.ReplyDueOn, request.Provisional) = (due.On, due.Provisional);
            await db.SaveChangesAsync(cancel);
        }
        return await SayAsync(request, step, caller, work, cancel);
    }

    private static Refused? TooLate(SharingRequest request, DateOnly today) => request.State != SharingRequestState.PENDING || today > request.ReplyDueOn
        ? SharingProblems.ExtensionTooLate.Refuse().With("state", request.State).With("replyDueOn", request.ReplyDueOn)
        : null;

    private static async Task<Ok<SharingRequestView>> SayAsync(SharingRequest request, ProceedingStep step, Caller caller, UnitOfWork work, CancellationToken cancel)
    {
        await RecordSteps.RunAsync(work.Connection, step, cancel);
        var view = await ReadRequest.WholeAsync(work.Connection, request, null, cancel);
        await AuditLog.AppendAsync(work.Connection,
            [new(step.At, AuditAction.REQUEST_EXTENDED, request.Consumer, caller.Client) { Subject = request.Id, Outcome = step.Kind.ToString() }], cancel);
        return TypedResults.Ok(view);
    }
}
