using Datarun.Accountability.Storage;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Accountability.Cases;

/// <summary>Takes a step on a case.</summary>
public static class TakeStep
{
    /// <summary>
    /// Takes the next step of the rail: verify, notify, hear, tolerance, decide, rectify, deliver, apply-review, review, apply-appeal, extend-appeal, appeal,
    /// exonerate, close. Out of order: STEP_NOT_ALLOWED with what has to come first (first), the outcomes that the step is for, and what shut it off (notAfter). Late steps are recorded
    /// as late. Review and appeal do not stay execution; who records that one was asked for (apply-review, apply-appeal) starts the clock of its decision, and the case
    /// stays open for it; extend-appeal gives a complicated one more time, once and before its time is over.
    /// </summary>
    /// <param name="step">The step: verify, notify, hear, tolerance, decide, rectify, deliver, apply-review, review, apply-appeal, extend-appeal, appeal, exonerate or close.</param>
    public static async Task<Results<Ok<CaseView>, Refused>> HandleAsync(
        Guid id, string step, StepFields? body, Caller caller, HttpContext context, AccountabilityDb db, UnitOfWork work, Rules rules,
        WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel)
    {
        if (step.Any(c => !char.IsAsciiLetter(c) && c is not ('-' or '_')) || !Enum.TryParse<Step>(step.Replace('-', '_'), ignoreCase: true, out var asked))
            return AccountabilityProblems.StepUnknown.Refuse().With("steps", Enum.GetValues<Step>());
        var found = await db.Cases.FromSql($"SELECT * FROM case_file WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancel);
        if (found is null) return CommonProblems.NotFound.Refuse();
        if (!caller.AreaCovers(found.Area)) return CommonProblems.OutsideYourUnit.Refuse().With("unit", found.Unit).With("yours", caller.Unit);
        ETags.Match(context, found.Version);
        var (fields, today) = (body ?? new StepFields(), clock.Today());
        var one = new AskedStep(found, asked, fields, fields.On ?? today);
        // Out of order is said before what is wrong with the fields: they do not matter yet.
        if (Rail.Allows(asked, [.. found.Steps.Select(s => s.Step)], found.Outcome)) fields.Checked(asked, one.On, today).Enforce();
        if (StepOutcome.Refuse(one, rules) is { } refused) return refused;

        var had = found.Outcome;
        Take(one, caller, rules, calendar, clock);
        if (found.Outcome != had)
            work.Publish(new CaseDecided(found.Id, found.Unit, found.Duty.Item.Code!, found.Outcome!.Value.ToString(), one.On));
        ETags.Give(context, found.Version);
        return TypedResults.Ok(CaseView.Of(found, today, rules));
    }

    private static void Take(AskedStep one, Caller caller, Rules rules, WorkdayCalendar calendar, TimeProvider clock)
    {
        var (found, step, fields, on) = one;
        var (ended, begun) = StepOutcome.ClocksOf(one, rules, calendar);
        var (decides, applies) = (step is Step.DECIDE or Step.REVIEW or Step.APPEAL, step is Step.REVIEW or Step.APPEAL);
        found.Steps =
        [
            .. found.Steps,
            new DoneStep(step, on, caller.Unit, clock.GetUtcNow(), Text.Clean(fields.Note), ended, begun,
                AnswerBy: step == Step.NOTIFY ? fields.AnswerBy : null,
                Statement: step == Step.HEAR ? Text.Clean(fields.Statement) : null,
                Ground: step == Step.TOLERANCE && fields.Granted == true ? Text.Clean(fields.Ground) : null,
                Granted: step == Step.TOLERANCE ? fields.Granted : null,
                PlainlyUnlawful: step == Step.TOLERANCE ? fields.PlainlyUnlawful ?? found.PlainlyUnlawful : null,
                Outcome: decides ? fields.Outcome : null,
                AppliedOn: applies ? StepOutcome.AppliedOn(found, step, fields, on) : null),
        ];
        found.State = Rail.Of(step).LeadsTo ?? found.State;
        if (decides) found.Outcome = fields.Outcome;
        found.Version++;
    }
}
