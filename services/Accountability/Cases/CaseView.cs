using Datarun.Accountability.DutyLists;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Accountability.Cases;

/// <summary>A case as it is shown: where it is on the rail, what was done, what runs, what may come next.</summary>
/// <param name="Id">The case.</param>
/// <param name="Unit">The unit concerned.</param>
/// <param name="Post">The post concerned.</param>
/// <param name="Person">Opaque id of the person concerned.</param>
/// <param name="DutyItem">The item of the duty list, as it stood on the day of the act.</param>
/// <param name="DutyList">The list that it stood on.</param>
/// <param name="ActOn">The day of the act.</param>
/// <param name="Matter">What it is about.</param>
/// <param name="OpenedBy">Who opened it.</param>
/// <param name="OpenedAt">When it was recorded.</param>
/// <param name="OpenedOn">The day on which it was opened: as was said, else that of its record, or of its first step where that was before.</param>
/// <param name="PlainlyUnlawful">The order behind it was plainly unlawful, so that an objection moves no liability.</param>
/// <param name="State">How far it is.</param>
/// <param name="Outcome">What was decided last.</param>
/// <param name="Evidence">What was gathered when it was opened.</param>
/// <param name="ToleranceProposal">Proposed because of an objection on record.</param>
/// <param name="Rail">All steps in order, and which are done.</param>
/// <param name="Steps">The steps taken.</param>
/// <param name="Deadlines">The clocks that are running.</param>
/// <param name="Allowed">What may come next.</param>
/// <param name="Clocks">The clocks of remedies; none of them stays execution.</param>
/// <param name="Rules">The rules that it was opened by.</param>
public sealed record CaseView(
    Guid Id, string Unit, string? Post, Guid? Person, DutyItem DutyItem, DutyListCited DutyList, DateOnly ActOn, string Matter, string OpenedBy,
    DateTimeOffset OpenedAt, DateOnly OpenedOn, bool PlainlyUnlawful, CaseState State, Outcome? Outcome, Evidence Evidence, ToleranceProposal? ToleranceProposal, IReadOnlyList<RailPlace> Rail,
    IReadOnlyList<DoneStep> Steps, IReadOnlyList<StepDeadline> Deadlines, IReadOnlyList<Step> Allowed, IReadOnlyList<ClockRule> Clocks,
    IReadOnlyList<RuleReference> Rules)
{
    public static CaseView Of(Case c, DateOnly today, Rules rules)
    {
        var done = c.Steps.Select(s => s.Step).ToList();
        var opened = c.Opened;
        return new(
            c.Id, c.Unit, c.Post, c.Person, c.Duty.Item, new(c.Duty.List, c.Duty.ValidFrom, c.Duty.Version, c.Duty.PublishedAt), c.ActOn, c.Matter, c.OpenedBy,
            c.OpenedAt, opened, c.PlainlyUnlawful, c.State, c.Outcome, c.Evidence, c.Proposal, [.. Cases.Rail.Steps.Select(s => new RailPlace(s.Step, done.Contains(s.Step)))],
            c.Steps, StepOutcome.Running(c), StepOutcome.Allowed(c, today), Cases.Clocks.On(opened, rules),
            [.. new[] { "account.tolerance.grounds", "civil.objection.shiftsLiability", "civil.appeal.noStay_noWorse" }.Select(r => rules.Find(r, opened)?.Reference).OfType<RuleReference>()]);
    }
}

/// <summary>The duty list that a case cites.</summary>
public sealed record DutyListCited(string Unit, DateOnly ValidFrom, int Version, DateTimeOffset PublishedAt);

/// <summary>A step of the rail and whether it is done.</summary>
public sealed record RailPlace(Step Step, bool Done);

/// <summary>A case in a list.</summary>
public sealed record CaseLine(Guid Id, string Unit, string DutyItem, DateOnly ActOn, CaseState State, Outcome? Outcome, string OpenedBy, DateTimeOffset OpenedAt)
{
    public static CaseLine Of(Case c) => new(c.Id, c.Unit, c.Duty.Item.Code!, c.ActOn, c.State, c.Outcome, c.OpenedBy, c.OpenedAt);
}
