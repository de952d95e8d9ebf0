using Dapper;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Sharing;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Disputes;

/// <summary>What is disputed.</summary>
/// <param name="Matter">In the words of the side that disputes.</param>
public sealed record DisputeAsk(string? Matter = null);

/// <summary>Opens a dispute about a sharing request.</summary>
public static class OpenDispute
{
    internal const int LongestText = 2000;

    /// <summary>
    /// Either side disputes what came of a request: silence, a refusal, what was withheld, terms, a supplement. It begins with negotiation; the bodies
    /// above follow from the divisions of the two (第28条). Once for each request.
    /// </summary>
    public static async Task<Created<SharingRequestView>> HandleAsync(
        Guid id, DisputeAsk body, Caller caller, ExchangeDb db, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var (now, matter) = (clock.GetUtcNow(), Text.Clean(body.Matter));
        new Check().Required(matter, "/matter", LongestText, lines: true).Enforce();
        var request = await FindRequest.LockAsync(db, id, caller, cancel);
        MustBeSide(caller, request);
        if (!DisputeLadder.IsDisputable(request)) throw DisputeProblems.NothingToDispute.Refuse().With("state", request.State).AsException();
        var area = Authority.CommonArea(request.Consumer, request.Provider!);
        var made = await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO sharing_dispute (request_id, opened_by, opened_at, matter, rung, rung_since, area)
            VALUES (@id, @by, @now, @matter, 'NEGOTIATION', @today, @area) ON CONFLICT DO NOTHING
            """, new { id, by = caller.Unit, now, matter, today = clock.Today(), area }, cancellationToken: cancel));
        if (made == 0) throw DisputeProblems.AlreadyDisputed.Refuse().AsException();
        var view = await SayAsync(request, request.Step(StepKind.DISPUTE_OPENED, now, caller.Unit) with { Reason = matter }, caller, db, work, cancel);
        return TypedResults.Created($"/api/exchange/v1/sharing-requests/{id}", view);
    }

    internal static bool IsSide(Caller caller, SharingRequest request) =>
        caller.Is(Role.DEPARTMENT) && (caller.Unit == request.Consumer || caller.Unit == request.Provider);

    internal static void MustBeSide(Caller caller, SharingRequest request)
    {
        if (!IsSide(caller, request) && !caller.IsAdministrator)
            throw CommonProblems.OutsideYourUnit.Refuse().With("sides", new[] { request.Consumer, request.Provider }).AsException();
    }

    internal static async Task<SharingRequestView> SayAsync(SharingRequest request, ProceedingStep step, Caller caller, ExchangeDb db, UnitOfWork work, CancellationToken cancel)
    {
        await RecordSteps.RunAsync(work.Connection, step, cancel);
        var grant = request.GrantId is { } granted ? await db.Grants.AsNoTracking().SingleAsync(g => g.Id == granted, cancel) : null;
        var view = await ReadRequest.WholeAsync(work.Connection, request, grant, cancel);
        await AuditLog.AppendAsync(work.Connection,
            [new(step.At, AuditAction.REQUEST_DISPUTED, request.Consumer, caller.Client) { Subject = request.Id, Outcome = step.Kind.ToString() }], cancel);
        return view;
    }
}
