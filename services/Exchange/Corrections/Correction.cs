using Datarun.Exchange.Proceedings;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Exchange.Corrections;

/// <summary>Where a correction request stands.</summary>
public enum CorrectionState
{
    /// <summary>The source has not decided.</summary>
    OPEN,

    /// <summary>The source agreed; the value is being put right.</summary>
    ACCEPTED,

    /// <summary>The source found the value right, and said why.</summary>
    REFUSED,

    /// <summary>Decided together with another request about the same value.</summary>
    CLOSED,

    /// <summary>The value is right now, and everyone who had the wrong one is told.</summary>
    APPLIED,
}

/// <summary>"This value is wrong" (校核申请, 政务数据共享条例 第26条): goes to the source, is decided once, and is told to all who had the value.</summary>
public sealed class Correction
{
    public required Guid Id { get; init; }
    public required string Element { get; init; }
    public required string Unit { get; init; }
    public required string Period { get; init; }

    /// <summary>The right value as JSON.</summary>
    public required string Proposed { get; init; }
    public required string Reason { get; init; }
    public required string AskedBy { get; init; }
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>The body that decides.</summary>
    public required string Source { get; init; }
    public required DateOnly ReceivedOn { get; init; }
    public required DateOnly DueOn { get; init; }
    public required bool Provisional { get; init; }
    public required RuleReference Rule { get; init; }
    public required CorrectionState State { get; set; }

    /// <summary>When it became overdue and the sharing authority was told.</summary>
    public DateTimeOffset? OverdueSince { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
    public string? DecidedBy { get; set; }
    public string? Decision { get; set; }

    /// <summary>Why it was decided so.</summary>
    public string? DecisionReason { get; set; }

    /// <summary>The other request with which this one was decided.</summary>
    public Guid? ClosedBy { get; set; }

    /// <summary>The value when it was questioned, later the one that was replaced.</summary>
    public string? OldValue { get; set; }
    public int? OldVersion { get; set; }
    public int? Version { get; set; }
    public DateTimeOffset? WrongFrom { get; set; }
    public DateTimeOffset? WrongTo { get; set; }
    public DateTimeOffset? AppliedAt { get; set; }

    /// <summary>The event, as long as readers may turn up who had begun to read when the value was replaced.</summary>
    public string? Unsettled { get; set; }

    /// <summary>That it was not decided in time.</summary>
    public MissedDeadline Missed() =>
        new(SubjectKind.CORRECTION, Id, "VALUE_CORRECTION", Source, AskedBy, DueOn, Authority.AreaOf(Source)) { Action = Audit.AuditAction.CORRECTION_OVERDUE };

    /// <summary>A step of it; the asker and the source have notice.</summary>
    public ProceedingStep Step(StepKind kind, DateTimeOffset at, string by) => new(SubjectKind.CORRECTION, Id, kind, at, by) { Tells = [AskedBy, Source] };
}

/// <summary>Somebody who had the wrong value was told; and says when he has seen it.</summary>
public sealed class CorrectionNotice
{
    public required Guid CorrectionId { get; init; }
    public required string Consumer { get; init; }
    public required DateTimeOffset ToldAt { get; init; }
    public DateTimeOffset? AcknowledgedAt { get; set; }
}
