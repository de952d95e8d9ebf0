using Dapper;
using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Decisions;

public static class DecideAppeal
{
    /// <summary>The decision.</summary>
    /// <param name="Outcome">UPHELD: the refusal stands. ADMITTED: the form is admitted as it stood.</param>
    /// <param name="Reason">Why; on record, for everybody who may see the decision.</param>
    public sealed record Body(AppealOutcome Outcome, string Reason);

    /// <summary>
    /// Decides an appeal as the same-level authority. ADMITTED admits the form as it stood, judged by what is known now, and is a decision of its
    /// own on record. Grounds that are law cannot be set aside: 422 GROUND_CANNOT_BE_WAIVED names them.
    /// </summary>
    public static async Task<Results<Ok<DecisionView>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, CatchUp catchUp, GatherFacts gather, WorkdayCalendar calendar, UnitOfWork work, TimeProvider clock, HttpContext context,
        CancellationToken cancel)
    {
        var check = new Check().Required(body.Reason, "/reason", PostAppeal.LongestText, lines: true).That(Enum.IsDefined(body.Outcome), "/outcome", ReportsProblems.OutOfBounds);
        if (!check.Passes) return check.Refused;
        await catchUp.WithAsync(cancel, "exchange", "rosters");
        await AdmitForm.TakeTurnAsync(work, cancel);
        var row = await FindDecision.ToDecideAsync(id, caller, work, cancel);
        var now = clock.GetUtcNow();
        if (body.Outcome == AppealOutcome.ADMITTED && await AdmitAsync(row, caller, gather, calendar, work, now, context, cancel) is { } refused) return refused;
        await work.Connection.ExecuteAsync(new CommandDefinition(
            "UPDATE admission_appeal SET outcome = @outcome, reason = @reason, decided_by = @Unit, decided_at = @now WHERE decision = @id",
            new { id, outcome = body.Outcome.ToString(), reason = Text.Clean(body.Reason), caller.Unit, now }, cancellationToken: cancel));
        return TypedResults.Ok((await FindDecision.OfAsync(id, caller, work.Connection, cancel)).View(clock.Today(), Language.IsChinese(context)));
    }

    private static async Task<Refused?> AdmitAsync(
        DecisionRow row, Caller caller, GatherFacts gather, WorkdayCalendar calendar, UnitOfWork work, DateTimeOffset now, HttpContext context, CancellationToken cancel)
    {
        var before = await work.Connection.QuerySingleOrDefaultAsync<FormRow>(new CommandDefinition(
            $"{FormRow.Select} WHERE f.code = @Form", new { row.Form }, cancellationToken: cancel));
        if (before is not null && (before.Department != row.Department || before.AdmittedAt > row.MadeAt)) return DecisionProblems.ChangedSince.Refuse();
        if (await gather.AboutAsync(row.Form, row.Asked, work.Connection, cancel) is not { } facts) return ReportsProblems.UnknownOrgUnit.Refuse();
        var decision = Decide.On(facts);
        if (Decide.Unwaivable(facts, decision) is { Count: > 0 } law)
            return DecisionProblems.CannotBeWaived.Refuse().With("grounds", (decision with { Grounds = law }).For(Language.IsChinese(context)).Grounds);
        var admitted = decision with { Id = Guid.CreateVersion7(now), Outcome = Outcome.ADMITTED, AdmittedOnAppealOf = row.Id };
        await KeepDecision.RunAsync(row.Form, facts, admitted, caller, now, work, cancel);
        await AdmitForm.RunAsync(row.Form, before, facts, admitted, now, calendar, work, cancel);
        return null;
    }
}
