using Datarun.ServiceDefaults.Law;

namespace Datarun.Accountability.Cases;

/// <summary>A step that was taken.</summary>
/// <param name="Step">Which.</param>
/// <param name="On">Its day.</param>
/// <param name="By">The unit that took it.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Note">What was found, said or done.</param>
/// <param name="Deadlines">The clocks that ended with it, kept or not.</param>
/// <param name="Next">The clocks that it started.</param>
/// <param name="AnswerBy">NOTIFY: until when the person may answer.</param>
/// <param name="Statement">HEAR: what the person stated in defence; null when the time ran out in silence.</param>
/// <param name="Ground">TOLERANCE: the ground ruled on.</param>
/// <param name="Granted">TOLERANCE: whether it was granted.</param>
/// <param name="PlainlyUnlawful">TOLERANCE: the order was plainly unlawful, so an objection moves no liability.</param>
/// <param name="Outcome">DECIDE, REVIEW, APPEAL: what was decided.</param>
/// <param name="AppliedOn">REVIEW, APPEAL: when it was asked for.</param>
public sealed record DoneStep(
    Step Step, DateOnly On, string By, DateTimeOffset RecordedAt, string? Note, IReadOnlyList<StepDeadline> Deadlines, IReadOnlyList<StepDeadline> Next,
    DateOnly? AnswerBy = null, string? Statement = null, string? Ground = null, bool? Granted = null, bool? PlainlyUnlawful = null,
    Outcome? Outcome = null, DateOnly? AppliedOn = null)
{
    /// <summary>Whether a clock that ended with it had run out before.</summary>
    public bool Late => Deadlines.Any(d => d.Late == true);
}

/// <summary>A last day, and whether it was kept.</summary>
/// <param name="Of">ANSWER, APPLY_REVIEW, APPLY_APPEAL, DECIDE_REVIEW or DECIDE_APPEAL.</param>
/// <param name="DueOn">The last day.</param>
/// <param name="Late">Whether it was passed; null while it runs.</param>
/// <param name="Rule">The rule that it follows from; null for one that was set by hand.</param>
public sealed record StepDeadline(Clock Of, DateOnly DueOn, bool? Late, RuleReference? Rule)
{
    /// <summary>The clock ended on this day.</summary>
    public StepDeadline EndedOn(DateOnly day) => this with { Late = day > DueOn };
}

/// <summary>What a clock is for.</summary>
public enum Clock { ANSWER, APPLY_REVIEW, APPLY_APPEAL, DECIDE_REVIEW, DECIDE_APPEAL }
