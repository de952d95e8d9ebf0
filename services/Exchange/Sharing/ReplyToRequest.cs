using Datarun.Exchange.Audit;
using Datarun.Exchange.Disputes;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Storage;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Exchange.Sharing;

/// <summary>What a provider may answer (第21条).</summary>
public enum SharingDecision { AGREED, REFUSED, SUPPLEMENT_REQUIRED }

/// <summary>The provider's answer.</summary>
/// <param name="Decision">AGREED, REFUSED or SUPPLEMENT_REQUIRED.</param>
/// <param name="Reason">Why; a refusal must say it.</param>
/// <param name="Missing">Everything that is to be supplied, at once.</param>
/// <param name="Conditions">Terms of use that go with the grant.</param>
/// <param name="Elements">Where only a part is agreed to: which elements. The reason then says why not the rest.</param>
public sealed record SharingReply(
    SharingDecision Decision, string? Reason = null, IReadOnlyList<string>? Missing = null, string? Conditions = null, IReadOnlyList<string>? Elements = null)
{
    /// <summary>The same with texts normalised and elements in order, each once.</summary>
    public SharingReply Clean() => this with
    {
        Reason = Text.Clean(Reason), Conditions = Text.Clean(Conditions), Missing = Missing?.Select(m => Text.Clean(m) ?? "").ToList(),
        Elements = Elements?.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList(),
    };
}

/// <summary>Answers a sharing request.</summary>
public static class ReplyToRequest
{
    private const int LongestText = 2000, MostMissing = 50;

    /// <summary>
    /// The provider agrees, refuses with a reason, or asks for everything that is missing, once. An incomplete request cannot be
    /// refused (一次性告知). It may agree to some elements only, with the reason for the rest. When the time that was asked for is over it can no longer agree. An answer after the last day counts and is recorded as late. Decided once.
    /// </summary>
    public static async Task<Ok<SharingRequestView>> HandleAsync(
        Guid id, SharingReply body, Caller caller, ExchangeDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel)
    {
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        var reply = body.Clean();
        var request = await FindRequest.LockAsync(db, id, caller, cancel);
        if (request.Provider != caller.Unit && !caller.IsAdministrator) throw CommonProblems.OutsideYourUnit.Refuse().With("unit", request.Provider).AsException();
        var ordered = await Dispute.OfAsync(work.Connection, id, cancel) is { ReopenedOn: not null, Outcome: not DisputeOutcome.NOT_SHARE };
        CheckReply.Of(reply, request, LongestText, MostMissing, today, rules, ordered);

        SharingGrant? grant = null;
        (request.Reason, request.RepliedAt) = (reply.Reason, now);
        request.RepliedLate = today > request.ReplyDueOn;
        switch (reply.Decision)
        {
            case SharingDecision.SUPPLEMENT_REQUIRED:
                (request.State, request.Missing, request.SupplementAsked) = (SharingRequestState.SUPPLEMENT_REQUIRED, [.. reply.Missing!], true);
                break;
            case SharingDecision.REFUSED:
                request.State = SharingRequestState.REFUSED;
                break;
            default:
                grant = Grant(request, reply, rules, calendar, now, today);
                (request.State, request.GrantId, request.Conditions) = (SharingRequestState.AGREED, grant.Id, reply.Conditions);
                db.Grants.Add(grant);
                work.Publish(grant.Fact());
                break;
        }
        await db.SaveChangesAsync(cancel);
        if (grant is not null) await GrantObligations.OweAsync(work.Connection, grant.Delivery(), cancel);
        var step = request.Step(Enum.Parse<StepKind>(reply.Decision.ToString()), now, caller.Unit);
        await RecordSteps.RunAsync(work.Connection, step with { Reason = reply.Reason ?? (reply.Missing is null ? null : string.Join("; ", reply.Missing)), DueOn = grant?.DeliverBy }, cancel);
        var view = await ReadRequest.WholeAsync(work.Connection, request, grant, cancel);
        await AuditLog.AppendAsync(work.Connection,
            [new(now, AuditAction.REQUEST_DECIDED, request.Consumer, caller.Client) { Subject = id, Outcome = $"{reply.Decision}{(request.RepliedLate ? " LATE" : "")}", Grants = grant is null ? null : [grant.Id] }], cancel);
        return TypedResults.Ok(view);
    }

    private static SharingGrant Grant(SharingRequest request, SharingReply reply, Rules rules, WorkdayCalendar calendar, DateTimeOffset now, DateOnly today)
    {
        var deliver = rules.Get("share.deliver", today);
        var by = calendar.AddWorkdays(today, deliver.Int);
        var range = UnitRange.Of(request.Under!);
        return new SharingGrant
        {
            Id = Guid.CreateVersion7(now), RequestId = request.Id, Consumer = request.Consumer, Provider = request.Provider!,
            Elements = reply.Elements is null ? request.Elements : [.. reply.Elements], Under = request.Under!, UnitFrom = range.From, UnitTo = range.To, Purpose = request.Scenario!, DutyItem = request.DutyItem,
            Method = request.Method!.Value, From = today, Until = request.Until!.Value, State = GrantState.ACTIVE, Conditions = reply.Conditions,
            DeliverBy = by.On, Provisional = by.Provisional, Rule = deliver.Reference, GrantedAt = now, ChangedAt = now, Version = 1,
        };
    }
}
