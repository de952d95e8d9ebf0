using Datarun.ServiceDefaults.Problems;

namespace Datarun.Accountability.Cases;

/// <summary>What a step is recorded with; each step needs its own few of these.</summary>
/// <param name="On">Its day; today where it is left out.</param>
/// <param name="Note">What was found, said or done; VERIFY, TOLERANCE, RECTIFY, EXTEND_APPEAL and EXONERATE need it.</param>
/// <param name="AnswerBy">NOTIFY: until when the person may answer.</param>
/// <param name="Statement">HEAR: the statement in defence; may be missing once answerBy has passed.</param>
/// <param name="Granted">TOLERANCE: whether it is granted.</param>
/// <param name="Ground">TOLERANCE: one of rule account.tolerance.grounds; needed where it is granted.</param>
/// <param name="PlainlyUnlawful">TOLERANCE: the order was plainly unlawful.</param>
/// <param name="Outcome">DECIDE, REVIEW, APPEAL: the outcome.</param>
/// <param name="AppliedOn">REVIEW, APPEAL: when it was applied for; the step's day where it is left out.</param>
public sealed record StepFields(
    DateOnly? On = null, string? Note = null, DateOnly? AnswerBy = null, string? Statement = null, bool? Granted = null, string? Ground = null,
    bool? PlainlyUnlawful = null, Outcome? Outcome = null, DateOnly? AppliedOn = null)
{
    private const int LongestText = 20_000;

    /// <summary>What is wrong with the fields for this step, whatever the case.</summary>
    public Check Checked(Step step, DateOnly on, DateOnly today) => new Check()
        .That(on <= today, "/on", AccountabilityProblems.InTheFuture)
        .Storable(Note, "/note", LongestText, lines: true).Storable(Statement, "/statement", LongestText, lines: true).Storable(Ground, "/ground", LongestText)
        .That(step is not (Step.VERIFY or Step.TOLERANCE or Step.RECTIFY or Step.EXTEND_APPEAL or Step.EXONERATE) || !string.IsNullOrWhiteSpace(Note), "/note", CommonProblems.FieldRequired)
        .That(step != Step.NOTIFY || AnswerBy > on, "/answerBy", AccountabilityProblems.AnswerTimeMissing)
        .That(step != Step.TOLERANCE || Granted is not null, "/granted", CommonProblems.FieldRequired)
        .That(step != Step.TOLERANCE || Granted != true || !string.IsNullOrWhiteSpace(Ground), "/ground", CommonProblems.FieldRequired)
        .That(step is not (Step.DECIDE or Step.REVIEW or Step.APPEAL) || Outcome is not null, "/outcome", CommonProblems.FieldRequired)
        .That(AppliedOn is null || AppliedOn <= on, "/appliedOn", AccountabilityProblems.StepDateInvalid);
}
