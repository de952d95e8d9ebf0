using System.Text.Json;
using Dapper;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Elements;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.SourceNamings;
using Datarun.Exchange.Storage;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Corrections;

/// <summary>Which value is wrong, and what would be right.</summary>
public sealed record CorrectionAsk(string? Element = null, string? Unit = null, string? Period = null, string? Reason = null)
{
    /// <summary>The right value; JSON null says that there is none.</summary>
    public JsonElement Proposed { get; init; }
}

/// <summary>Says that a value is wrong.</summary>
public static class PostCorrection
{
    private const int LongestReason = 2000;

    /// <summary>
    /// Says that a value is wrong and what would be right, of values that the caller may read. The source has ten workdays (第26条); where the asker is the source itself,
    /// it is decided at once, unless the authority is being asked to name the source (第19条). To propose what is held already is CORRECTION_CHANGES_NOTHING.
    /// </summary>
    public static async Task<Created<CorrectionView>> HandleAsync(
        CorrectionAsk body, Caller caller, ExchangeDb db, UnitOfWork work, CatchUp catchUp, Rules rules, WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel)
    {
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        var ask = body with { Reason = Text.Clean(body.Reason) };
        Check(ask).Enforce();
        var element = await db.Elements.AsNoTracking().SingleOrDefaultAsync(e => e.Code == ask.Element, cancel)
            ?? throw ExchangeProblems.ElementUnknown.Refuse().With("element", ask.Element).AsException();
        await MayReadAsync(ask, caller, work, today, cancel);
        if (FitsElement.Fault(element, ask.Proposed) is { } fault) throw ExchangeProblems.ValueDoesNotFit.At("/proposed", fault).AsException();
        var current = await CurrentAsync(work, ask, cancel);
        if (current is null or { IsProposed: true }) // Or not any more.
        {
            await catchUp.WithAsync(cancel, "reports");
            current = await CurrentAsync(work, ask, cancel) ?? throw ExchangeProblems.ValueUnknown.Refuse().AsException();
        }
        if (current.Value.IsProposed) throw ExchangeProblems.CorrectionChangesNothing.At("/proposed", current.Value.Value).With("version", current.Value.Version).AsException();

        var source = await SourceOf.UnitAsync(work.Connection, element.Code, ask.Unit!, cancel);
        var rule = rules.Get("share.correction", today);
        var due = calendar.AddWorkdays(today, rule.Int);
        var correction = new Correction
        {
            Id = Guid.CreateVersion7(now), Element = element.Code, Unit = ask.Unit!, Period = ask.Period!, Proposed = ask.Proposed.GetRawText(), Reason = ask.Reason!,
            AskedBy = caller.Unit, AskedAt = now, Source = source, ReceivedOn = today, DueOn = due.On, Provisional = due.Provisional, Rule = rule.Reference,
            State = CorrectionState.OPEN, OldValue = current.Value.Value, OldVersion = current.Value.Version,
        };
        db.Corrections.Add(correction);
        List<ProceedingStep> steps = [correction.Step(StepKind.RECEIVED, now, caller.Unit) with { Reason = ask.Reason, DueOn = due.On }];
        var isSource = await OpenNaming.OfAsync(work.Connection, element.Code, ask.Unit!, cancel) is null && (caller.IsAdministrator || (caller.Unit == source && caller.Is(Role.DEPARTMENT)));
        if (isSource) steps.AddRange(await DecideCorrection.SettleAsync(correction, CorrectionDecision.ACCEPTED, ask.Reason!, caller, db, work, now, cancel));
        await db.SaveChangesAsync(cancel);
        await RecordSteps.RunAsync(work.Connection, steps, cancel);
        await AuditLog.AppendAsync(work.Connection,
            [new(now, AuditAction.CORRECTION_RECEIVED, caller.Unit, caller.Client) { Subject = correction.Id, Element = element.Code, Under = ask.Unit, Period = ask.Period, Outcome = correction.State.ToString() }], cancel);
        return TypedResults.Created($"/api/exchange/v1/corrections/{correction.Id}", CorrectionView.Of(correction));
    }

    /// <summary>What is answered holds the value in question, so it is for those who may read it, for whatever purpose.</summary>
    private static async Task MayReadAsync(CorrectionAsk ask, Caller caller, UnitOfWork work, DateOnly today, CancellationToken cancel)
    {
        var fact = (await ReadFacts.OfAsync(work.Connection, caller.Unit, [ask.Element!], cancel)).Single();
        if (RightToRead.Decide(caller, fact.Element, fact.Grants, ask.Unit, purpose: null, today, anyPurpose: true).Refused is { } refused) throw refused.AsException();
    }

    private static Check Check(CorrectionAsk ask) => new Check()
        .That(CheckElement.IsCode(ask.Element), "/element", ask.Element is null ? CommonProblems.FieldRequired : ExchangeProblems.ElementCodeInvalid, ask.Element)
        .That(OrgUnitCode.TryParse(ask.Unit, out _), "/unit", ask.Unit is null ? CommonProblems.FieldRequired : CommonProblems.CodeInvalid, ask.Unit)
        .That(Period.TryParse(ask.Period, out _), "/period", ask.Period is null ? CommonProblems.FieldRequired : CommonProblems.CodeInvalid, ask.Period)
        .That(ask.Proposed.ValueKind != JsonValueKind.Undefined, "/proposed", CommonProblems.FieldRequired)
        .Required(ask.Reason, "/reason", LongestReason, lines: true);

    /// <summary>What is held, and whether it is what is proposed: 2 and 2.0 are one number.</summary>
    private static async Task<(string Value, int Version, bool IsProposed)?> CurrentAsync(UnitOfWork work, CorrectionAsk ask, CancellationToken cancel) =>
        await work.Connection.QuerySingleOrDefaultAsync<(string, int, bool)?>(new CommandDefinition(
            "SELECT value::text, version, value = @proposed::jsonb FROM value_copy WHERE element = @Element AND unit = @Unit AND period = @Period",
            new { ask.Element, ask.Unit, ask.Period, proposed = ask.Proposed.GetRawText() }, cancellationToken: cancel));
}
