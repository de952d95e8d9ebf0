using Dapper;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Sharing;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Exchange.Catalogue;

/// <summary>More time to bring an entry up to date (第17条).</summary>
public static class ExtendUpdate
{
    /// <summary>The provider asks for more time, before its last day is over. It has no effect until the same-level authority consents; all extensions together are at most five workdays.</summary>
    public static async Task<Ok<CatalogueDeadlineView>> AskToExtendAsync(Guid id, ExtensionAsk body, Caller caller, UnitOfWork work, Rules rules, TimeProvider clock, CancellationToken cancel)
    {
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        var deadline = await ReadDeadlines.MustFindAsync(work.Connection, id, caller, "FOR UPDATE", cancel);
        if (deadline.Provider != caller.Unit && !caller.IsAdministrator) throw CommonProblems.OutsideYourUnit.Refuse().With("unit", deadline.Provider).AsException();
        if (TooLate(deadline, today) is { } late) throw late.AsException();
        await Extensions.AskAsync(work.Connection, id, body, rules.Get("catalogue.update.extension", today), now, cancel);
        return await SayAsync(deadline, deadline.Step(StepKind.EXTENSION_ASKED, now, caller.Unit) with { Reason = Text.Clean(body.Reason), Area = deadline.OwedTo }, caller, work, cancel);
    }

    /// <summary>The same-level authority consents or refuses; with consent the last day moves. What is late by then stays so.</summary>
    public static async Task<Ok<CatalogueDeadlineView>> ConsentToExtendAsync(
        Guid id, ExtensionConsent body, Caller caller, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel)
    {
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        var deadline = await ReadDeadlines.MustFindAsync(work.Connection, id, caller, "FOR UPDATE", cancel);
        Authority.MustDecide(caller, deadline.Provider);
        var consented = await Extensions.DecideAsync(work.Connection, id, body, TooLate(deadline, today), caller.Unit, now, cancel);
        var agrees = body.Decision == ExtensionDecision.CONSENTED;
        var step = deadline.Step(agrees ? StepKind.EXTENSION_CONSENTED : StepKind.EXTENSION_REFUSED, now, caller.Unit) with { Reason = Text.Clean(body.Reason) };
        if (agrees)
        {
            var due = RequestClock.DueOn(deadline.Since, deadline.RuleReference, consented, rules, calendar);
            await work.Connection.ExecuteAsync(new CommandDefinition(
                "UPDATE catalogue_deadline SET due_on = @on, provisional = @provisional WHERE id = @id", new { id, on = due.On, provisional = due.Provisional }, cancellationToken: cancel));
            step = step with { WasDueOn = deadline.DueOn, DueOn = due.On };
            deadline = deadline with { DueOn = due.On, Provisional = due.Provisional };
        }
        return await SayAsync(deadline, step, caller, work, cancel);
    }

    private static Refused? TooLate(CatalogueDeadline deadline, DateOnly today) =>
        deadline.Kind != CatalogueDuty.UPDATE || deadline.DoneAt is not null || today > deadline.DueOn
            ? SharingProblems.ExtensionTooLate.Refuse().With("duty", deadline.Kind).With("dueOn", deadline.DueOn).With("doneAt", deadline.DoneAt)
            : null;

    private static async Task<Ok<CatalogueDeadlineView>> SayAsync(CatalogueDeadline deadline, ProceedingStep step, Caller caller, UnitOfWork work, CancellationToken cancel)
    {
        await RecordSteps.RunAsync(work.Connection, step, cancel);
        var view = await ReadDeadlines.WholeAsync(work.Connection, deadline, cancel);
        await AuditLog.AppendAsync(work.Connection,
            [new(step.At, AuditAction.CATALOGUE_EXTENDED, deadline.Provider, caller.Client) { Subject = deadline.Id, Under = deadline.Dataset, Outcome = step.Kind.ToString() }], cancel);
        return TypedResults.Ok(view);
    }
}
