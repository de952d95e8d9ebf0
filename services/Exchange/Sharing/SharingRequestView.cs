using Datarun.Exchange.Disputes;
using Datarun.Exchange.Proceedings;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Exchange.Sharing;

/// <summary>What is asked for: which elements, of which area.</summary>
public sealed record SharingScope(IReadOnlyList<string> Elements, string? Under);

/// <summary>A sharing request as it is read.</summary>
/// <param name="ReplyDueOn">Last day for the provider's answer; <c>provisional</c> where it reaches a year whose holidays are not out yet.</param>
/// <param name="Missing">What the asker has to supply.</param>
/// <param name="Rule">The clock that applies.</param>
/// <param name="Grant">What was granted; this and what follows in the answer about one request only.</param>
/// <param name="Withheld">What was asked for and is not in the grant; <c>reason</c> says why.</param>
/// <param name="SignOff">Who signed it off in the asking department.</param>
/// <param name="OverdueRule">The provision by which it is on record that the provider was late (第39条).</param>
/// <param name="Extensions">More time that the provider asked for; it counts only once the authority has consented.</param>
/// <param name="Dispute">The dispute about it.</param>
/// <param name="DutyItem">The duty of the consumer that it is for.</param>
/// <param name="History">Every step, oldest first.</param>
public sealed record SharingRequestView(
    Guid Id, string Consumer, string? Provider, SharingRequestState State, string? LegalBasis, string? Scenario, SharingScope Scope,
    SharingMethod? Method, DateOnly? Until, IReadOnlyList<string> Missing, DateOnly ReceivedOn, DateOnly? SupplementedOn, DateOnly ReplyDueOn,
    bool Provisional, RuleReference Rule, DateTimeOffset? OverdueSince, DateTimeOffset? RepliedAt, bool RepliedLate, string? Reason,
    string? Conditions, Guid? GrantId, GrantView? Grant = null,
    IReadOnlyList<string>? Withheld = null, SignOff? SignOff = null, RuleReference? OverdueRule = null, IReadOnlyList<ExtensionView>? Extensions = null,
    DisputeView? Dispute = null, IReadOnlyList<StepView>? History = null, string? DutyItem = null)
{
    public static SharingRequestView Of(SharingRequest r, SharingGrant? grant = null) => new(
        r.Id, r.Consumer, r.Provider, r.State, r.LegalBasis, r.Scenario, new SharingScope(r.Elements, r.Under), r.Method, r.Until, r.Missing,
        r.ReceivedOn, r.SupplementedOn, r.ReplyDueOn, r.Provisional, r.Rule, r.OverdueSince, r.RepliedAt, r.RepliedLate, r.Reason,
        r.Conditions, r.GrantId, grant is null ? null : GrantView.Of(grant), DutyItem: r.DutyItem);
}
