using Datarun.Exchange.Proceedings;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Exchange.Sharing;

/// <summary>A grant as it is read.</summary>
/// <param name="Purpose">To be stated as <c>X-Purpose</c> in every read.</param>
/// <param name="Method">As it was asked for; values may be read, subscribed to and exported whichever it is.</param>
/// <param name="DutyItem">The duty of the consumer that it was given for: when the duty list in force no longer has it, the grant ends.</param>
/// <param name="Obligations">What it requires of its two sides, and by when: delivery, putting misuse right, disposal. Null in a list of requests.</param>
/// <param name="History">Every step, oldest first; in the answer about one grant only.</param>
/// <param name="DeliverBy">Last day for delivery; <c>provisional</c> where it reaches a year whose holidays are not out yet.</param>
public sealed record GrantView(
    Guid Id, Guid RequestId, string Consumer, string Provider, IReadOnlyList<string> Elements, string Under, string Purpose, SharingMethod Method,
    DateOnly From, DateOnly Until, GrantState State, string? Conditions, string? Reason, DateOnly DeliverBy, bool Provisional, RuleReference Rule,
    DateTimeOffset GrantedAt, DateTimeOffset ChangedAt, int Version, IReadOnlyList<ObligationView>? Obligations = null, IReadOnlyList<StepView>? History = null,
    string? DutyItem = null)
{
    public static GrantView Of(SharingGrant g) => new(
        g.Id, g.RequestId, g.Consumer, g.Provider, g.Elements, g.Under, g.Purpose, g.Method, g.From, g.Until, g.State, g.Conditions, g.Reason,
        g.DeliverBy, g.Provisional, g.Rule, g.GrantedAt, g.ChangedAt, g.Version, DutyItem: g.DutyItem);
}
