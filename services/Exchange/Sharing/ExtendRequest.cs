using Dapper;
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

/// <summary>How many workdays more, and why.</summary>
public sealed record ExtensionAsk(int? Workdays = null, string? Reason = null);

/// <summary>The authority's answer to it.</summary>
/// <param name="Decision">CONSENTED, the default, or REFUSED.</param>
/// <param name="Reason">A refusal must say why.</param>
public sealed record ExtensionConsent(ExtensionDecision Decision = ExtensionDecision.CONSENTED, string? Reason = null);

/// <summary>More time for the provider's answer (第21条).</summary>
public static class ExtendRequest
{
    private const int LongestReason = 2000;

    /// <summary>
    /// The provider asks for more time, before its last day is over. It has no effect until the same-level authority consents; all extensions
    /// of a request together are at most ten workdays.
    /// </summary>
    public static async Task<Ok<SharingRequestView>> AskAsync(
        Guid id, ExtensionAsk body, Caller caller, ExchangeDb db, UnitOfWork work, Rules rules, TimeProvider clock, CancellationToken cancel)
    {
        var (now, today, reason) = (clock.GetUtcNow(), clock.Today(), Text.Clean(body.Reason));
        var request = await FindRequest.LockAsync(db, id, caller, cancel);
        if (request.Provider != caller.Unit && !caller.IsAdministrator) throw CommonProblems.OutsideYourUnit.Refuse().With("unit", request.Provider).AsException();
        if (request.State != SharingRequestState.PENDING || today > request.ReplyDueOn)
            throw SharingProblems.ExtensionTooLate.Refuse().With("state", request.State).With("replyDueOn", request.ReplyDueOn).AsException();
        if (await Dispute.OfAsync(work.Connection, id, cancel) is { ReopenedOn: not null }) throw DisputeProblems.SharingOrdered.Refuse().AsException();
        var earlier = await ExtensionRow.OfAsync(work.Connection, id, cancel);
        if (earlier.Any(e => e.Decision is null)) throw SharingProblems.ExtensionPending.Refuse().AsException();
        var most = rules.Get("share.reply.extension.max", today);
        var left = most.Int - RequestClock.Consented(earlier);
        new Check()
            .That(body.Workdays is not null, "/workdays", CommonProblems.FieldRequired)
            .That(body.Workdays is null or > 0 && (body.Workdays ?? 0) <= left, "/workdays", SharingProblems.ExtensionTooLong, $"1–{left}")
            .That(reason is not null, "/reason", ExchangeProblems.ReasonRequired)
            .Storable(reason, "/reason", LongestReason, lines: true).Enforce();

        await work.Connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO sharing_extension (request_id, number, workdays, reason, asked_at) VALUES (@id, @number, @workdays, @reason, @now)",
            new { id, number = earlier.Count + 1, workdays = body.Workdays!.Value, reason, now }, cancellationToken: cancel));
        return await SayAsync(request, request.Step(StepKind.EXTENSION_ASKED, now, caller.Unit) with { Reason = reason, Area = Authority.AreaOf(request.Provider!) }, caller, work, cancel);
    }

    /// <summary>
    /// The same-level authority consents or refuses. With consent the last day moves and the asker has notice of it; a request that is overdue by
    /// then stays so, because what had no effect on the last day cannot heal it afterwards.
    /// </summary>
    public static async Task<Ok<SharingRequestView>> ConsentAsync(
        Guid id, ExtensionConsent body, Caller caller, ExchangeDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel)
    {
        var (now, today, reason) = (clock.GetUtcNow(), clock.Today(), Text.Clean(body.Reason));
        new Check().That(reason is not null || body.Decision == ExtensionDecision.CONSENTED, "/reason", ExchangeProblems.ReasonRequired)
            .Storable(reason, "/reason", LongestReason, lines: true).Enforce();
        var request = await FindRequest.LockAsync(db, id, caller, cancel);
        var area = Authority.AreaOf(request.Provider ?? request.Consumer);
        if (!caller.IsOf(area)) throw SharingProblems.NotTheAuthority.Refuse().With("area", area).With("yours", caller.Area).AsException();
        if (caller.Unit == request.Provider && !caller.IsAdministrator) throw SharingProblems.OwnMatter.Refuse().AsException();
        var extensions = (await ExtensionRow.OfAsync(work.Connection, id, cancel)).ToList();
        if (extensions.FindIndex(e => e.Decision is null) is not (>= 0 and var open)) throw SharingProblems.NoExtensionAsked.Refuse().AsException();
        if (body.Decision == ExtensionDecision.CONSENTED && (request.State != SharingRequestState.PENDING || today > request.ReplyDueOn))
            throw SharingProblems.ExtensionTooLate.Refuse().With("state", request.State).With("replyDueOn", request.ReplyDueOn).AsException();

        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE sharing_extension SET decision = @decision, decided_by = @by, decided_at = @now, decision_reason = @reason
            WHERE request_id = @id AND number = @number
            """, new { id, number = extensions[open].Number, decision = body.Decision.ToString(), by = caller.Unit, now, reason }, cancellationToken: cancel));
        var kind = body.Decision == ExtensionDecision.CONSENTED ? StepKind.EXTENSION_CONSENTED : StepKind.EXTENSION_REFUSED;
        var step = request.Step(kind, now, caller.Unit) with { Reason = reason };
        if (body.Decision == ExtensionDecision.CONSENTED)
        {
            extensions[open] = extensions[open] with { Decision = body.Decision };
            var due = RequestClock.DueOn(request.StartedOn, request.Rule, RequestClock.Consented(extensions), rules, calendar);
            step = step with { WasDueOn = request.ReplyDueOn, DueOn = due.On };
            (request.ReplyDueOn, request.Provisional) = (due.On, due.Provisional);
            await db.SaveChangesAsync(cancel);
        }
        return await SayAsync(request, step, caller, work, cancel);
    }

    private static async Task<Ok<SharingRequestView>> SayAsync(SharingRequest request, ProceedingStep step, Caller caller, UnitOfWork work, CancellationToken cancel)
    {
        await RecordSteps.RunAsync(work.Connection, step, cancel);
        var view = await ReadRequest.WholeAsync(work.Connection, request, null, cancel);
        await AuditLog.AppendAsync(work.Connection,
            [new(step.At, AuditAction.REQUEST_EXTENDED, request.Consumer, caller.Client) { Subject = request.Id, Outcome = step.Kind.ToString() }], cancel);
        return TypedResults.Ok(view);
    }
}
