using Datarun.Exchange.Audit;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Exchange.Sharing;

/// <summary>Supplies what a request lacked.</summary>
public static class SupplyRequest
{
    /// <summary>The asker gives the whole request again with what was missing; the clock starts on that day. Only while a supplement is required.</summary>
    public static async Task<Ok<SharingRequestView>> HandleAsync(
        Guid id, SharingAsk body, Caller caller, ExchangeDb db, UnitOfWork work, CatchUp catchUp, Rules rules, WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel)
    {
        var (ask, today) = (body.Clean(), clock.Today());
        var request = await FindRequest.LockAsync(db, id, caller, cancel);
        if (request.Consumer != caller.Unit && !caller.IsAdministrator) throw CommonProblems.OutsideYourUnit.Refuse().With("unit", request.Consumer).AsException();
        if (request.State != SharingRequestState.SUPPLEMENT_REQUIRED) throw ExchangeProblems.NothingToSupply.Refuse().With("state", request.State).AsException();
        var check = ask.Check(today);
        if (check.Passes) ask = await DutyItem.FillAsync(ask, request.Consumer, work.Connection, catchUp, today, cancel);
        foreach (var missing in ask.MissingUnder(rules, today)) check.That(false, $"/{missing}", CommonProblems.FieldRequired);
        check.Enforce();
        var known = await AskedElements.ReadAsync(ask, request.Consumer, db, work.Connection, cancel);
        request.Provider = PlanRequest.ProviderOf(ask, request.Consumer, known);
        var (due, rule) = PlanRequest.Clock(known, today, rules, calendar);

        request.Take(ask);
        (request.State, request.Missing, request.SupplementedOn) = (SharingRequestState.PENDING, [], today);
        (request.ReplyDueOn, request.Provisional, request.Rule) = (due.On, due.Provisional, rule);
        await db.SaveChangesAsync(cancel);
        await KeepSignOff.RunAsync(work.Connection, id, ask.SignOff, today, cancel);
        await RecordSteps.RunAsync(work.Connection, request.Step(StepKind.SUPPLEMENTED, clock.GetUtcNow(), caller.Unit) with { DueOn = due.On }, cancel);
        await AuditLog.AppendAsync(work.Connection, [new(clock.GetUtcNow(), AuditAction.REQUEST_SUPPLEMENTED, caller.Unit, caller.Client) { Subject = id }], cancel);
        return TypedResults.Ok(await ReadRequest.WholeAsync(work.Connection, request, null, cancel));
    }
}
