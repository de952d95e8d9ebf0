namespace Datarun.Accountability.Cases;

/// <summary>The steps of a case, in their order.</summary>
public enum Step { VERIFY, NOTIFY, HEAR, TOLERANCE, DECIDE, RECTIFY, DELIVER, APPLY_REVIEW, REVIEW, APPLY_APPEAL, EXTEND_APPEAL, APPEAL, EXONERATE, CLOSE }

/// <summary>One line of the rail.</summary>
/// <param name="Step">The step; each is taken at most once.</param>
/// <param name="LeadsTo">The state after it; null where it changes nothing.</param>
/// <param name="After">What has to be done before.</param>
/// <param name="NotAfter">What shuts it off.</param>
/// <param name="Outcomes">The outcomes that it is for; null for any.</param>
public sealed record RailStep(Step Step, CaseState? LeadsTo, Step? After, IReadOnlyList<Step> NotAfter, IReadOnlyList<Outcome>? Outcomes = null);

/// <summary>
/// The rail that every case runs on: nobody is judged unheard, tolerance is ruled on before the decision, and remedies come before
/// the end (问责条例 第17、20条; 公务员法 第95、96条).
/// </summary>
public static class Rail
{
    public static IReadOnlyList<RailStep> Steps { get; } =
    [
        new(Step.VERIFY, CaseState.VERIFIED, null, []),
        new(Step.NOTIFY, CaseState.NOTIFIED, Step.VERIFY, []),
        new(Step.HEAR, CaseState.HEARD, Step.NOTIFY, []),
        new(Step.TOLERANCE, CaseState.RULED, Step.HEAR, []),
        new(Step.DECIDE, CaseState.DECIDED, Step.TOLERANCE, []),
        new(Step.RECTIFY, null, Step.DECIDE, [Step.CLOSE]),
        new(Step.DELIVER, CaseState.DELIVERED, Step.DECIDE, []),
        new(Step.APPLY_REVIEW, null, Step.DELIVER, [Step.REVIEW, Step.APPLY_APPEAL, Step.APPEAL, Step.CLOSE]), // May be left out: the review says when it was asked for.
        new(Step.REVIEW, CaseState.REVIEWED, Step.DELIVER, [Step.APPLY_APPEAL, Step.APPEAL, Step.CLOSE]),
        new(Step.APPLY_APPEAL, null, Step.DELIVER, [Step.APPEAL, Step.CLOSE]),
        new(Step.EXTEND_APPEAL, null, Step.APPLY_APPEAL, [Step.APPEAL, Step.CLOSE]),
        new(Step.APPEAL, CaseState.APPEALED, Step.DELIVER, [Step.CLOSE]),
        new(Step.EXONERATE, null, Step.DELIVER, [Step.CLOSE], [Outcome.NO_FAULT]),
        new(Step.CLOSE, CaseState.CLOSED, Step.DELIVER, []),
    ];

    /// <summary>The line of a step.</summary>
    public static RailStep Of(Step step) => Steps.Single(s => s.Step == step);

    /// <summary>Whether the step may be taken now.</summary>
    public static bool Allows(Step step, IReadOnlyCollection<Step> done, Outcome? outcome)
    {
        var line = Of(step);
        return !done.Contains(step) && (line.After is not { } before || done.Contains(before)) && !line.NotAfter.Any(done.Contains)
            && (line.Outcomes is null || (outcome is { } had && line.Outcomes.Contains(had)));
    }

    /// <summary>What may be done next.</summary>
    public static IReadOnlyList<Step> Allowed(IReadOnlyCollection<Step> done, Outcome? outcome) =>
        [.. Steps.Select(s => s.Step).Where(s => Allows(s, done, outcome))];

    /// <summary>All that has to come before the step and has not, in order.</summary>
    public static IReadOnlyList<Step> First(Step step, IReadOnlyCollection<Step> done)
    {
        var missing = new List<Step>();
        for (var before = Of(step).After; before is { } s; before = Of(s).After)
        {
            if (!done.Contains(s)) missing.Insert(0, s);
        }
        return missing;
    }
}
