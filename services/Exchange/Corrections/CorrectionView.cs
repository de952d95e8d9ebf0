using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Exchange.Corrections;

/// <summary>Who was told, and whether it has been seen.</summary>
public sealed record NoticeView(string Consumer, DateTimeOffset ToldAt, DateTimeOffset? AcknowledgedAt);

/// <summary>A correction as it is read.</summary>
/// <param name="DueOn">Last day for the source to verify, correct and answer; <c>provisional</c> where it reaches a year whose holidays are not out yet.</param>
/// <param name="Notices">Who had the wrong value and was told; in the answer about one correction only.</param>
public sealed record CorrectionView(
    Guid Id, string Element, string Unit, string Period, RawJson Proposed, string Reason, string AskedBy, DateTimeOffset AskedAt, string Source,
    CorrectionState State, DateOnly ReceivedOn, DateOnly DueOn, bool Provisional, RuleReference Rule, DateTimeOffset? OverdueSince, string? Decision,
    string? DecisionReason, string? DecidedBy, DateTimeOffset? DecidedAt, Guid? ClosedBy, RawJson? OldValue, int? OldVersion, int? Version,
    DateTimeOffset? WrongFrom, DateTimeOffset? WrongTo, DateTimeOffset? AppliedAt, IReadOnlyList<NoticeView>? Notices = null)
{
    public static CorrectionView Of(Correction c, IReadOnlyList<NoticeView>? notices = null) => new(
        c.Id, c.Element, c.Unit, c.Period, new RawJson(c.Proposed), c.Reason, c.AskedBy, c.AskedAt, c.Source, c.State, c.ReceivedOn, c.DueOn, c.Provisional, c.Rule,
        c.OverdueSince, c.Decision, c.DecisionReason, c.DecidedBy, c.DecidedAt, c.ClosedBy, c.OldValue is null ? null : new RawJson(c.OldValue), c.OldVersion,
        c.Version, c.WrongFrom, c.WrongTo, c.AppliedAt, notices);
}
