using Datarun.Exchange.Audit;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Exchange.Sharing;

/// <summary>Asks a provider for data.</summary>
public static class PostSharingRequest
{
    /// <summary>
    /// Asks the source of the elements for data. A request that leaves out one of the five mandatory facts is received all the same:
    /// it is SUPPLEMENT_REQUIRED, and <c>missing</c> names everything at once (第21条). One request goes to one provider. What a duty item of the asker says need not be stated again.
    /// </summary>
    public static async Task<Created<SharingRequestView>> HandleAsync(
        SharingAsk body, Caller caller, ExchangeDb db, UnitOfWork work, CatchUp catchUp, Rules rules, WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel)
    {
        var (ask, today, now) = (body.Clean(), clock.Today(), clock.GetUtcNow());
        ask.Check(today).Enforce();
        ask = await DutyItem.FillAsync(ask, caller.Unit, work.Connection, catchUp, today, cancel);
        var known = await AskedElements.ReadAsync(ask, caller.Unit, db, work.Connection, cancel);
        var provider = PlanRequest.ProviderOf(ask, caller.Unit, known);
        var (due, rule) = PlanRequest.Clock(known, today, rules, calendar);

        var request = new SharingRequest
        {
            Id = Guid.CreateVersion7(now), Consumer = caller.Unit, Provider = provider, ReceivedOn = today, ReplyDueOn = due.On,
            Provisional = due.Provisional, Rule = rule, CreatedAt = now,
        };
        request.Take(ask);
        request.Missing = [.. ask.MissingUnder(rules, today)];
        request.SupplementAsked = request.Missing.Length > 0;
        request.State = request.SupplementAsked ? SharingRequestState.SUPPLEMENT_REQUIRED : SharingRequestState.PENDING;
        db.SharingRequests.Add(request);
        await db.SaveChangesAsync(cancel);
        await KeepSignOff.RunAsync(work.Connection, request.Id, ask.SignOff, today, cancel);
        await RecordSteps.RunAsync(work.Connection, request.Step(StepKind.RECEIVED, now, caller.Unit) with { DueOn = request.IsOpen ? due.On : null }, cancel);
        await AuditLog.AppendAsync(work.Connection, [new(now, AuditAction.REQUEST_RECEIVED, caller.Unit, caller.Client) { Subject = request.Id, Outcome = request.State.ToString() }], cancel);
        return TypedResults.Created($"/api/exchange/v1/sharing-requests/{request.Id}", await ReadRequest.WholeAsync(work.Connection, request, null, cancel));
    }

    internal static void Take(this SharingRequest request, SharingAsk ask)
    {
        (request.LegalBasis, request.Scenario, request.Method, request.Until) = (ask.LegalBasis, ask.Scenario, ask.Method, ask.Until);
        (request.Elements, request.Under, request.DutyItem) = ([.. ask.Scope!.Elements!], ask.Scope.Under, ask.DutyItem);
    }
}
