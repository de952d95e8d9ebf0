using Datarun.Exchange.Proceedings;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Exchange.Sharing;

/// <summary>How shared data is given (共享方式).</summary>
public enum SharingMethod { API, SUBSCRIPTION, FILE }

/// <summary>Where a sharing request stands. Nothing is ever granted by silence: what is not answered in time is OVERDUE.</summary>
public enum SharingRequestState { SUPPLEMENT_REQUIRED, PENDING, OVERDUE, AGREED, REFUSED }

/// <summary>A department's ask for data (共享申请, 政务数据共享条例 第20条), to one provider.</summary>
public sealed class SharingRequest
{
    public required Guid Id { get; init; }
    public required string Consumer { get; init; }

    /// <summary>The source of the elements; null as long as no element was named.</summary>
    public string? Provider { get; set; }
    public string? LegalBasis { get; set; }
    public string? Scenario { get; set; }
    public string[] Elements { get; set; } = [];
    public string? Under { get; set; }

    /// <summary>The duty of the consumer that it is for, by its code in the duty list.</summary>
    public string? DutyItem { get; set; }
    public SharingMethod? Method { get; set; }
    public DateOnly? Until { get; set; }
    public SharingRequestState State { get; set; }

    /// <summary>What the asker was told to supply, once.</summary>
    public string[] Missing { get; set; } = [];

    /// <summary>Whether the one round of supplements was used.</summary>
    public bool SupplementAsked { get; set; }
    public DateOnly ReceivedOn { get; set; }
    public DateOnly? SupplementedOn { get; set; }
    public DateOnly ReplyDueOn { get; set; }
    public bool Provisional { get; set; }
    public required RuleReference Rule { get; set; }

    /// <summary>When it became overdue and the sharing authority was told; stays when a late answer comes.</summary>
    public DateTimeOffset? OverdueSince { get; set; }
    public DateTimeOffset? RepliedAt { get; set; }

    /// <summary>Whether the answer came after its last day.</summary>
    public bool RepliedLate { get; set; }
    public string? Reason { get; set; }
    public string? Conditions { get; set; }
    public Guid? GrantId { get; set; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether it waits for the provider's answer.</summary>
    public bool IsOpen => State is SharingRequestState.PENDING or SharingRequestState.OVERDUE;

    /// <summary>The day on which the whole request was there.</summary>
    public DateOnly StartedOn => SupplementedOn ?? ReceivedOn;

    /// <summary>That it was not answered in time.</summary>
    public MissedDeadline Missed() =>
        new(SubjectKind.SHARING_REQUEST, Id, "REPLY", Provider!, Consumer, ReplyDueOn, Authority.AreaOf(Provider!)) { Action = Audit.AuditAction.REQUEST_OVERDUE };

    /// <summary>A step of it; both sides have notice.</summary>
    public ProceedingStep Step(StepKind kind, DateTimeOffset at, string by) =>
        new(SubjectKind.SHARING_REQUEST, Id, kind, at, by) { Tells = Provider is null ? [Consumer] : [Consumer, Provider] };
}
