using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Sharing;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Exchange.Disputes;

/// <summary>The ladder of 第28条: who decides on which rung, and what can be disputed. Pure.</summary>
public static class DisputeLadder
{
    /// <summary>
    /// The body at a rung. Two departments of one area have the authority of that area; across levels or areas it is the authority of the
    /// smallest area that holds both, be that the area of one of them.
    /// </summary>
    public static DisputeBody BodyAt(DisputeRung rung, string area, string consumer, string provider) => rung switch
    {
        DisputeRung.NEGOTIATION => new("PARTIES", null),
        DisputeRung.AUTHORITY => new(Authority.AreaOf(consumer) == Authority.AreaOf(provider) ? "SAME_LEVEL_AUTHORITY" : "COMMON_SUPERIOR_AUTHORITY", area.Length == 0 ? null : area),
        _ => new("PEOPLES_GOVERNMENT", area.Length == 0 ? null : area),
    };

    /// <summary>The next rung; null above the government.</summary>
    public static DisputeRung? Above(DisputeRung rung) => rung == DisputeRung.GOVERNMENT ? null : rung + 1;

    /// <summary>
    /// Whether the caller may rule. The government of a place is a client with the place's own code and the role DECIDER; what the State's bodies
    /// decided is recorded by an administrator.
    /// </summary>
    public static bool MayRule(Caller caller, DisputeRung rung, string area) => rung switch
    {
        DisputeRung.NEGOTIATION => false,
        DisputeRung.AUTHORITY => caller.IsOf(area),
        _ => caller.IsAdministrator || (caller.Is(Role.DECIDER) && area.Length > 0 && caller.Unit == area),
    };

    /// <summary>Whether there is something to dispute: no answer in time, a refusal, an answer that withholds or sets terms, or a supplement that the provider asks for.</summary>
    public static bool IsDisputable(SharingRequest request) => request.Provider is not null && request.State switch
    {
        SharingRequestState.PENDING => false,
        SharingRequestState.SUPPLEMENT_REQUIRED => request.RepliedAt is not null,
        _ => true,
    };
}
