using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Accountability.Cases;

/// <summary>A step on a case, before anything is changed: why it is refused, or its record.</summary>
/// <param name="Case">The case.</param>
/// <param name="Step">The step.</param>
/// <param name="Fields">What it is recorded with.</param>
/// <param name="On">Its day.</param>
public sealed record AskedStep(Case Case, Step Step, StepFields Fields, DateOnly On);

/// <summary>Decides a step: the order of the rail, the facts that each step rests on, the clocks that end and begin with it.</summary>
public static class StepOutcome
{
    /// <summary>What may come next on that day.</summary>
    public static IReadOnlyList<Step> Allowed(Case c, DateOnly on) =>
        [.. Rail.Allowed([.. c.Steps.Select(s => s.Step)], c.Outcome).Where(s => s != Step.CLOSE || RemedyOpen(c, on) is null)];

    /// <summary>The clocks that are running.</summary>
    public static IReadOnlyList<StepDeadline> Running(Case c) =>
        [.. c.Steps.SelectMany(s => s.Next).GroupBy(d => d.Of).Where(d => Runs(c, d.Key)).Select(d => d.Last())];

    /// <summary>Why the step is refused; null when it may be taken.</summary>
    public static Refused? Refuse(AskedStep asked, Rules rules)
    {
        var (c, step, fields, on) = asked;
        var done = c.Steps.Select(s => s.Step).ToList();
        if (!Rail.Allows(step, done, c.Outcome)) return NotNow(c, step, on);
        var from = c.Steps.Count == 0 ? c.OpenedOn ?? c.ActOn : c.Steps[^1].On;
        if (on < from) return AccountabilityProblems.StepDateInvalid.At("/on", $"≥ {from:yyyy-MM-dd}").With("openedOn", c.Opened);
        return step switch
        {
            Step.HEAR => Text.Clean(fields.Statement) is null && on <= c.Done(Step.NOTIFY)!.AnswerBy
                ? AccountabilityProblems.HearingNotOver.At("/statement", $"{c.Done(Step.NOTIFY)!.AnswerBy:yyyy-MM-dd}") : null,
            Step.TOLERANCE => RefuseTolerance(c, fields, on, rules),
            Step.DECIDE => ToleratedOnlyOnRuling.Check(c.Done(Step.TOLERANCE)!.Granted == true, fields.Outcome!.Value),
            Step.REVIEW or Step.APPEAL => AppliedOn(c, step, fields, on) < c.Done(Step.DELIVER)!.On
                ? AccountabilityProblems.StepDateInvalid.At("/appliedOn", $"≥ {c.Done(Step.DELIVER)!.On:yyyy-MM-dd}")
                : NoHeavierOutcome.Check(c.Outcome!.Value, fields.Outcome!.Value, on, rules),
            Step.EXTEND_APPEAL => Decision(c, Clock.DECIDE_APPEAL) is { } due && on > due.DueOn ? NotNow(c, step, on).With("openUntil", due.DueOn).With("rule", due.Rule) : null,
            Step.CLOSE => RemedyOpen(c, on) is { } open ? NotNow(c, step, on).With("openUntil", open.DueOn).With("rule", open.Rule) : null,
            _ => null,
        };
    }

    /// <summary>The clocks that begin with the step, and those that end with it.</summary>
    public static (IReadOnlyList<StepDeadline> Ended, IReadOnlyList<StepDeadline> Begun) ClocksOf(AskedStep asked, Rules rules, WorkdayCalendar calendar)
    {
        var (c, step, fields, on) = asked;
        var applied = AppliedOn(c, step, fields, on);
        return step switch
        {
            Step.NOTIFY => ([], [new(Clock.ANSWER, fields.AnswerBy!.Value, null, null)]),
            Step.HEAR => (Text.Clean(fields.Statement) is null ? [] : Ended(c, Clock.ANSWER, on), []),
            Step.DELIVER => ([], [Clocks.From(on, Clock.APPLY_REVIEW, "civil.review.apply", rules, calendar), Clocks.From(on, Clock.APPLY_APPEAL, "civil.appeal.direct", rules, calendar)]),
            Step.APPLY_REVIEW => (Ended(c, Clock.APPLY_REVIEW, on), [Clocks.From(on, Clock.DECIDE_REVIEW, "civil.review.decide", rules, calendar)]),
            Step.APPLY_APPEAL => (Ended(c, Clock.APPLY_APPEAL, on), [Clocks.From(on, Clock.DECIDE_APPEAL, "civil.appeal.decide", rules, calendar)]),
            Step.REVIEW => (
                [.. Ended(c, Clock.APPLY_REVIEW, applied), (Decision(c, Clock.DECIDE_REVIEW) ?? Clocks.From(applied, Clock.DECIDE_REVIEW, "civil.review.decide", rules, calendar)).EndedOn(on)],
                [Clocks.From(on, Clock.APPLY_APPEAL, "civil.appeal.afterReview", rules, calendar)]),
            // A case that is complicated is given more time once (公务员法 第96条).
            Step.EXTEND_APPEAL => ([], [Clocks.From(Decision(c, Clock.DECIDE_APPEAL)!.DueOn, Clock.DECIDE_APPEAL, "civil.appeal.extension", rules, calendar)]),
            Step.APPEAL => (
                [.. Ended(c, Clock.APPLY_APPEAL, applied), (Decision(c, Clock.DECIDE_APPEAL) ?? Clocks.From(applied, Clock.DECIDE_APPEAL, "civil.appeal.decide", rules, calendar)).EndedOn(on)],
                []),
            _ => ([], []),
        };
    }

    /// <summary>The clock of a decision that was asked for, as it stands now; null where nobody recorded that it was.</summary>
    private static StepDeadline? Decision(Case c, Clock of) => c.Steps.SelectMany(s => s.Next).LastOrDefault(d => d.Of == of);

    private static IReadOnlyList<StepDeadline> Ended(Case c, Clock of, DateOnly on) =>
        [.. c.Steps.SelectMany(s => s.Next).Where(d => d.Of == of).TakeLast(1).Select(d => d.EndedOn(on))];

    private static bool Runs(Case c, Clock of) => c.Done(Step.CLOSE) is null && of switch
    {
        Clock.ANSWER => c.Done(Step.HEAR) is null,
        Clock.APPLY_REVIEW => c.Done(Step.APPLY_REVIEW) is null && c.Done(Step.REVIEW) is null && c.Done(Step.APPLY_APPEAL) is null && c.Done(Step.APPEAL) is null,
        Clock.APPLY_APPEAL => c.Done(Step.APPLY_APPEAL) is null && c.Done(Step.APPEAL) is null,
        Clock.DECIDE_REVIEW => c.Done(Step.REVIEW) is null && c.Done(Step.APPLY_APPEAL) is null && c.Done(Step.APPEAL) is null,
        Clock.DECIDE_APPEAL => c.Done(Step.APPEAL) is null,
        _ => false,
    };

    /// <summary>When it was asked for: as the application says that was recorded, or the fields; that day where neither does.</summary>
    public static DateOnly AppliedOn(Case c, Step step, StepFields fields, DateOnly on) =>
        c.Done(step == Step.REVIEW ? Step.APPLY_REVIEW : Step.APPLY_APPEAL)?.On ?? fields.AppliedOn ?? on;

    /// <summary>A remedy that was asked for, or whose time still runs, keeps the case open, unless nobody is held to account or the appeal was decided.</summary>
    private static StepDeadline? RemedyOpen(Case c, DateOnly on) =>
        c.Outcome <= Outcome.TOLERATED || c.Done(Step.APPEAL) is not null ? null
            : Running(c).LastOrDefault(d => d.Of is Clock.DECIDE_REVIEW or Clock.DECIDE_APPEAL) ?? c.Steps.SelectMany(s => s.Next).LastOrDefault(d => d.Of == Clock.APPLY_APPEAL && d.DueOn >= on);

    private static Refused? RefuseTolerance(Case c, StepFields fields, DateOnly on, Rules rules)
    {
        if (fields.Granted != true) return null;
        var ground = Text.Clean(fields.Ground)!;
        if (rules.Find("account.tolerance.grounds", on) is not { } grounds) return AccountabilityProblems.DateOutOfRange.At("/on", $"{on:yyyy-MM-dd}");
        if (!grounds.List.Contains(ground, StringComparer.Ordinal)) return AccountabilityProblems.ToleranceGroundUnknown.At("/ground").With("grounds", grounds.List).With("rule", grounds.Reference);
        return (fields.PlainlyUnlawful ?? c.PlainlyUnlawful) && ObjectionMovesLiability.IsSuperiorsError(ground)
            ? AccountabilityProblems.ToleranceUnlawfulOrder.At("/ground").With("rule", rules.Find(ObjectionMovesLiability.Rule, on)?.Reference) : null;
    }

    private static Refused NotNow(Case c, Step step, DateOnly on) => AccountabilityProblems.StepNotAllowed.Refuse()
        .With("step", step).With("state", c.State).With("first", Rail.First(step, [.. c.Steps.Select(s => s.Step)])).With("allowed", Allowed(c, on))
        .With("outcomes", Rail.Of(step).Outcomes).With("notAfter", Rail.Of(step).NotAfter.Append(step).Where(s => c.Done(s) is not null).ToList());
}
