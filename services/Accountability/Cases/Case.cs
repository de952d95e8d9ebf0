using Datarun.Accountability.DutyLists;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Accountability.Cases;

/// <summary>How a case may end, lightest first: the order is that of severity (公务员法 第62条 from WARNING on).</summary>
public enum Outcome { NO_FAULT, TOLERATED, EDUCATION, ADMONITION, WARNING, DEMERIT, SERIOUS_DEMERIT, DEMOTION, REMOVAL, DISMISSAL }

/// <summary>How far a case is.</summary>
public enum CaseState { OPENED, VERIFIED, NOTIFIED, HEARD, RULED, DECIDED, DELIVERED, REVIEWED, APPEALED, CLOSED }

/// <summary>An accountability case (问责). It cites a duty in force on the day of the act. Persons are opaque ids.</summary>
public sealed class Case
{
    public required Guid Id { get; init; }
    public required string Unit { get; init; }
    public required string Area { get; init; }
    public string? Post { get; init; }
    public Guid? Person { get; init; }
    public required DateOnly ActOn { get; init; }
    public required string Matter { get; init; }
    public required string OpenedBy { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>The day on which it was opened on paper, before it was entered here; null where nobody said so.</summary>
    public DateOnly? OpenedOn { get; init; }

    /// <summary>The order behind it was plainly unlawful, as far as was known when it was opened.</summary>
    public bool PlainlyUnlawful { get; init; }
    public required DutyBasis Duty { get; init; }
    public required Evidence Evidence { get; init; }
    public ToleranceProposal? Proposal { get; init; }
    public CaseState State { get; set; }
    public Outcome? Outcome { get; set; }
    public IReadOnlyList<DoneStep> Steps { get; set; } = [];
    public int Version { get; set; }

    /// <summary>The day on which it was opened: as was said, else that of its record, or of its first step where that was before.</summary>
    public DateOnly Opened => OpenedOn ?? (Steps is [{ On: var first }, ..] && first < ChinaDay.Of(OpenedAt) ? first : ChinaDay.Of(OpenedAt));

    /// <summary>The record of a step; null while it has not been taken.</summary>
    public DoneStep? Done(Step step) => Steps.FirstOrDefault(s => s.Step == step);
}

/// <summary>The duty that a case rests on, as it stood on the day of the act.</summary>
/// <param name="List">Whose list.</param>
/// <param name="ValidFrom">The list in force that day.</param>
/// <param name="Version">Its version.</param>
/// <param name="PublishedAt">When it was published.</param>
/// <param name="Item">The item.</param>
public sealed record DutyBasis(string List, DateOnly ValidFrom, int Version, DateTimeOffset PublishedAt, DutyItem Item);

/// <summary>What was gathered when the case was opened; nobody was asked to hand in material.</summary>
/// <param name="Filings">What the unit and units below it filed, newest first, at most 50.</param>
/// <param name="Posts">The posts held on the day of the act.</param>
/// <param name="Objections">What was put on record against orders, up to the day of the act.</param>
public sealed record Evidence(IReadOnlyList<FilingEvidence> Filings, IReadOnlyList<PostEvidence> Posts, IReadOnlyList<ObjectionEvidence> Objections);

/// <summary>A filing that bears on a case.</summary>
public sealed record FilingEvidence(
    Guid Id, string Form, string FormTitle, string Department, string Unit, string Period, int Version, bool Nil, DateTimeOffset SubmittedAt, DateOnly? DueOn);

/// <summary>A post held on the day of the act.</summary>
public sealed record PostEvidence(Guid Assignment, Guid Person, string Unit, string Post, string PostTitle, DateOnly From, DateOnly? To);

/// <summary>An objection on record, with its unaltered times.</summary>
public sealed record ObjectionEvidence(
    Guid Id, Guid? Person, string Order, string OrderedBy, DateOnly SaidOn, string Text, DateTimeOffset RecordedAt, bool RecordedAfterAct);

/// <summary>Proposed without being asked for, because an objection is on record (公务员法 第60条); the tolerance step rules on it.</summary>
/// <param name="Ground">One of rule account.tolerance.grounds.</param>
/// <param name="Objections">The objections.</param>
/// <param name="LiabilityMovesTo">Who gave the orders and so bears the result.</param>
/// <param name="Rules">What it rests on.</param>
public sealed record ToleranceProposal(string Ground, IReadOnlyList<Guid> Objections, IReadOnlyList<string> LiabilityMovesTo, IReadOnlyList<RuleReference> Rules);
