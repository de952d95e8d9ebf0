using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Sharing;

/// <summary>Finds a request for somebody who has to do with it; for everybody else there is none.</summary>
public static class FindRequest
{
    /// <summary>Whether the caller may see it: the two sides, the sharing authority of the provider's or consumer's area, the people's government above both.</summary>
    public static bool MaySee(Caller caller, string consumer, string? provider) =>
        caller.IsAdministrator || caller.Unit == consumer || caller.Unit == provider
        || (caller.Is(Role.SHARING_AUTHORITY) && (caller.AreaCovers(consumer) || (provider is not null && caller.AreaCovers(provider))))
        || (caller.Is(Role.DECIDER) && caller.Unit == caller.Area && caller.AreaCovers(consumer) && provider is not null && caller.AreaCovers(provider));

    /// <summary>Reads and locks it: it is decided once.</summary>
    public static async Task<SharingRequest> LockAsync(ExchangeDb db, Guid id, Caller caller, CancellationToken cancel)
    {
        var request = await db.SharingRequests.FromSql($"SELECT * FROM sharing_request WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancel);
        return request is not null && MaySee(caller, request.Consumer, request.Provider)
            ? request
            : throw ExchangeProblems.RequestUnknown.Refuse().AsException();
    }
}
