using Datarun.ServiceDefaults.Problems;

namespace Datarun.Exchange.Disputes;

/// <summary>What can go wrong with disputes.</summary>
public static class DisputeProblems
{
    public static readonly Problem NothingToDispute = new("NOTHING_TO_DISPUTE", 409, "There is nothing to dispute while the answer is pending and in time; see state.", "在规定期限内等待答复期间没有可争议的事项,见 state。");
    public static readonly Problem AlreadyDisputed = new("ALREADY_DISPUTED", 409, "There is a dispute about this request already.", "此申请已有争议在处理或者已处理。");
    public static readonly Problem DisputeUnknown = new("DISPUTE_UNKNOWN", 404, "There is no dispute about this request.", "此申请没有争议。");
    public static readonly Problem DisputeOver = new("DISPUTE_OVER", 409, "The dispute is settled or finally decided; see outcome.", "争议已达成一致或者已作最终裁决,见 outcome。");
    public static readonly Problem NotYourRung = new("NOT_YOUR_RUNG", 403, "The dispute is before another body; see before.", "争议目前由其他主体处理,见 before。");
    public static readonly Problem NegotiateFirst = new("NEGOTIATE_FIRST", 409, "The sides negotiate first: each rung comes after the one before it, and a ruling after the dispute was taken to that body (decree 809, article 28).", "应当先行协商,逐级处理(政务数据共享条例第28条)。");
    public static readonly Problem AlreadyRuled = new("ALREADY_RULED", 409, "This body has ruled; a side may take the dispute to the people's government.", "该主体已作出裁决,当事部门可提请人民政府裁决。");
    public static readonly Problem SharingOrdered = new("SHARING_ORDERED", 409, "It was ruled that this request is to be agreed to; see dispute.", "争议裁决已要求提供共享,不得再次拒绝。");

    public static IReadOnlyList<Problem> All { get; } =
        [NothingToDispute, AlreadyDisputed, DisputeUnknown, DisputeOver, NotYourRung, NegotiateFirst, AlreadyRuled, SharingOrdered];
}
