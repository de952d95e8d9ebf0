using System.Text.Json;
using Datarun.Contracts;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.SourceNamings;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Corrections;

/// <summary>What the source may decide.</summary>
public enum CorrectionDecision { ACCEPTED, REFUSED }

/// <summary>The decision and its reason; what is accepted without one is accepted for the reason given with the correction.</summary>
public sealed record CorrectionRuling(CorrectionDecision Decision, string? Reason = null);

/// <summary>Decides a correction request.</summary>
public static class DecideCorrection
{
    private const int LongestReason = 2000;

    /// <summary>The source accepts or refuses, once; while the authority is asked to name the source of the element, nobody. Other requests about the same value that are open are closed with the same decision and reason.</summary>
    public static async Task<Ok<CorrectionView>> HandleAsync(
        Guid id, CorrectionRuling body, Caller caller, ExchangeDb db, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var reason = Text.Clean(body.Reason);
        var check = reason is null
            ? new Check().That(body.Decision == CorrectionDecision.ACCEPTED, "/reason", ExchangeProblems.ReasonRequired)
            : new Check().Storable(reason, "/reason", LongestReason, lines: true);
        check.Enforce();
        // All about the same value at once and in one order: two that are decided at one moment would wait for each other.
        var same = await db.Corrections.FromSql(
            $"""
            SELECT c.* FROM correction asked JOIN correction c ON (c.element, c.unit, c.period) = (asked.element, asked.unit, asked.period)
            WHERE asked.id = {id} AND (c.id = {id} OR c.state = 'OPEN') ORDER BY c.id FOR UPDATE OF c
            """).ToListAsync(cancel);
        var correction = same.Find(c => c.Id == id)
            ?? throw ExchangeProblems.CorrectionUnknown.Refuse().AsException();
        if (correction.Source != caller.Unit && !caller.IsAdministrator) throw ExchangeProblems.NotTheSource.Refuse().With("source", correction.Source).With("yours", caller.Unit).AsException();
        if (await OpenNaming.OfAsync(work.Connection, correction.Element, correction.Unit, cancel) is { } naming)
            throw NamingProblems.SourceNotNamed.Refuse().With("naming", naming.Id).With("area", naming.Area).AsException();
        if (correction.State != CorrectionState.OPEN) throw ExchangeProblems.AlreadyDecided.Refuse().With("state", correction.State).AsException();
        var steps = await SettleAsync(correction, body.Decision, reason ?? correction.Reason, caller, db, work, now, cancel);
        await db.SaveChangesAsync(cancel);
        await RecordSteps.RunAsync(work.Connection, steps, cancel);
        await AuditLog.AppendAsync(work.Connection,
            [new(now, AuditAction.CORRECTION_DECIDED, correction.AskedBy, caller.Client) { Subject = id, Element = correction.Element, Under = correction.Unit, Period = correction.Period, Outcome = body.Decision.ToString() }], cancel);
        return TypedResults.Ok(CorrectionView.Of(correction));
    }

    /// <summary>Settles a request and, with it, the others about the same value; answers a step for each, so that every asker has the decision and its reason.</summary>
    internal static async Task<IReadOnlyList<ProceedingStep>> SettleAsync(
        Correction correction, CorrectionDecision decision, string reason, Caller caller, ExchangeDb db, UnitOfWork work, DateTimeOffset now, CancellationToken cancel)
    {
        var (element, unit, period, id) = (correction.Element, correction.Unit, correction.Period, correction.Id);
        var others = await db.Corrections
            .FromSql($"SELECT * FROM correction WHERE element = {element} AND unit = {unit} AND period = {period} AND state = 'OPEN' AND id <> {id} ORDER BY id FOR UPDATE")
            .ToListAsync(cancel);
        foreach (var one in others.Append(correction))
        {
            (one.State, one.Decision, one.DecisionReason) = (CorrectionState.CLOSED, decision.ToString(), reason);
            (one.DecidedAt, one.DecidedBy, one.ClosedBy) = (now, caller.Unit, id);
        }
        correction.ClosedBy = null;
        correction.State = decision == CorrectionDecision.ACCEPTED ? CorrectionState.ACCEPTED : CorrectionState.REFUSED;
        var kind = decision == CorrectionDecision.ACCEPTED ? StepKind.AGREED : StepKind.REFUSED;
        var steps = others.Append(correction).Select(one => one.Step(kind, now, caller.Unit) with { Reason = reason }).ToList();
        if (decision == CorrectionDecision.REFUSED) return steps;
        using var proposed = JsonDocument.Parse(correction.Proposed);
        work.Publish(new CorrectionAccepted(id, element, unit, period, proposed.RootElement.Clone(), caller.Unit, now));
        return steps;
    }
}
