using Datarun.Exchange.Audit;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Sharing;

/// <summary>How something that was owed was done.</summary>
public sealed record ObligationReport(string? Note = null);

/// <summary>How data was disposed of.</summary>
public enum DisposalMethod { DELETED, RETURNED, ANONYMISED, KEPT_BY_LAW }

/// <summary>The confirmation of a disposal (第27条).</summary>
/// <param name="Method">DELETED, RETURNED, ANONYMISED or KEPT_BY_LAW.</param>
/// <param name="Note">How; for KEPT_BY_LAW the provision.</param>
public sealed record Disposal(DisposalMethod? Method = null, string? Note = null);

/// <summary>Says that what is owed under a grant was done.</summary>
public static class MeetObligation
{
    private const int LongestNote = 2000;

    /// <summary>The provider says that it has delivered (第22条): for files, and for what did not come by this platform.</summary>
    public static Task<Ok<GrantView>> DeliverAsync(Guid id, ObligationReport body, Caller caller, ExchangeDb db, UnitOfWork work, TimeProvider clock, CancellationToken cancel) =>
        MeetAsync(id, ObligationKind.DELIVERY, Text.Clean(body.Note), StepKind.DELIVERED, AuditAction.GRANT_DELIVERED, caller, db, work, clock, cancel);

    /// <summary>The consumer reports how misuse was put right; the grant stays suspended until its provider or the authority takes it up again (第27条).</summary>
    public static Task<Ok<GrantView>> PutRightAsync(Guid id, ObligationReport body, Caller caller, ExchangeDb db, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        new Check().Required(body.Note, "/note", LongestNote, lines: true).Enforce();
        return MeetAsync(id, ObligationKind.CORRECTION, Text.Clean(body.Note), StepKind.CORRECTED, AuditAction.GRANT_PUT_RIGHT, caller, db, work, clock, cancel);
    }

    /// <summary>The consumer confirms that the data of an ended grant was disposed of (第27条).</summary>
    public static Task<Ok<GrantView>> DisposeAsync(Guid id, Disposal body, Caller caller, ExchangeDb db, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var note = Text.Clean(body.Note);
        new Check().That(body.Method is not null, "/method", CommonProblems.FieldRequired)
            .That(body.Method != DisposalMethod.KEPT_BY_LAW || note is not null, "/note", SharingProblems.KeepingNeedsGround).Enforce();
        return MeetAsync(id, ObligationKind.DISPOSAL, note is null ? body.Method.ToString() : $"{body.Method}: {note}", StepKind.DISPOSED, AuditAction.GRANT_DISPOSED, caller, db, work, clock, cancel);
    }

    private static async Task<Ok<GrantView>> MeetAsync(
        Guid id, ObligationKind kind, string? note, StepKind step, AuditAction action, Caller caller, ExchangeDb db, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        new Check().Storable(note, "/note", LongestNote, lines: true).Enforce();
        var grant = await db.Grants.FromSql($"SELECT * FROM sharing_grant WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancel);
        if (grant is null || !FindRequest.MaySee(caller, grant.Consumer, grant.Provider)) throw ExchangeProblems.GrantUnknown.Refuse().AsException();
        var owedBy = kind == ObligationKind.DELIVERY ? grant.Provider : grant.Consumer;
        if (caller.Unit != owedBy && !caller.IsAdministrator) throw CommonProblems.OutsideYourUnit.Refuse().With("unit", owedBy).AsException();
        if (!await GrantObligations.MeetAsync(work.Connection, id, kind, note, now, cancel))
            throw SharingProblems.NothingOwed.Refuse().With("obligations", (await ReadGrants.WithObligationsAsync(work.Connection, grant, cancel)).Obligations).AsException();
        await RecordSteps.RunAsync(work.Connection, grant.Step(step, now, caller.Unit) with { Reason = note }, cancel);
        var view = await ReadGrants.WholeAsync(work.Connection, grant, cancel);
        await AuditLog.AppendAsync(work.Connection, [new(now, action, grant.Consumer, caller.Client) { Subject = id }], cancel);
        return TypedResults.Ok(view);
    }
}
