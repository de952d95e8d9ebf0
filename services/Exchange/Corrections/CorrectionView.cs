using Datarun.Contracts;
using Datarun.Exchange.Proceedings;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Exchange.Corrections;

/// <summary>Who was told, and whether it has been seen.</summary>
/// <param name="DueOn">Last day to acknowledge it; <c>provisional</c> where it reaches a year whose holidays are not out yet.</param>
/// <param name="Overdue">Whether that day has passed without.</param>
public sealed record NoticeView(string Consumer, DateTimeOffset ToldAt, DateTimeOffset? AcknowledgedAt, DateOnly DueOn, bool Provisional, bool Overdue)
{
    /// <summary>The last day follows from the day of the notice by the rule <c>share.correction.acknowledge</c>; it is not stored, so a new holiday notice moves it.</summary>
    public static NoticeView Of(CorrectionNotice notice, DateOnly today, Rules rules, WorkdayCalendar calendar)
    {
        var told = ChinaDay.Of(notice.ToldAt);
        var due = calendar.AddWorkdays(told, rules.Get("share.correction.acknowledge", told).Int);
        return new(notice.Consumer, notice.ToldAt, notice.AcknowledgedAt, due.On, due.Provisional, notice.AcknowledgedAt is null && today > due.On);
    }
}

/// <summary>A correction as it is read.</summary>
/// <param name="DueOn">Last day for the source to verify, correct and answer; <c>provisional</c> where it reaches a year whose holidays are not out yet.</param>
/// <param name="Notices">Who had the wrong value and was told; in the answer about one correction only.</param>
/// <param name="History">Every step, oldest first; there too, for those who see all of it.</param>
public sealed record CorrectionView(
    Guid Id, string Element, string Unit, string Period, RawJson Proposed, string Reason, string AskedBy, DateTimeOffset AskedAt, string Source,
    CorrectionState State, DateOnly ReceivedOn, DateOnly DueOn, bool Provisional, RuleReference Rule, DateTimeOffset? OverdueSince, string? Decision,
    string? DecisionReason, string? DecidedBy, DateTimeOffset? DecidedAt, Guid? ClosedBy, RawJson? OldValue, int? OldVersion, int? Version,
    DateTimeOffset? WrongFrom, DateTimeOffset? WrongTo, DateTimeOffset? AppliedAt, IReadOnlyList<NoticeView>? Notices = null,
    IReadOnlyList<StepView>? History = null)
{
    public static CorrectionView Of(Correction c, IReadOnlyList<NoticeView>? notices = null) => new(
        c.Id, c.Element, c.Unit, c.Period, new RawJson(c.Proposed), c.Reason, c.AskedBy, c.AskedAt, c.Source, c.State, c.ReceivedOn, c.DueOn, c.Provisional, c.Rule,
        c.OverdueSince, c.Decision, c.DecisionReason, c.DecidedBy, c.DecidedAt, c.ClosedBy, c.OldValue is null ? null : new RawJson(c.OldValue), c.OldVersion,
        c.Version, c.WrongFrom, c.WrongTo, c.AppliedAt, notices);
}
