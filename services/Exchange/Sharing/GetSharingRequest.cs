using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Sharing;

/// <summary>Reads one sharing request.</summary>
public static class GetSharingRequest
{
    /// <summary>Reads one request with its grant, its extensions, its dispute and every step on record; only its two sides and their sharing authority see it.</summary>
    public static async Task<Ok<SharingRequestView>> HandleAsync(Guid id, Caller caller, ExchangeDb db, UnitOfWork work, CancellationToken cancel)
    {
        var request = await db.SharingRequests.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancel);
        if (request is null || !FindRequest.MaySee(caller, request.Consumer, request.Provider)) throw ExchangeProblems.RequestUnknown.Refuse().AsException();
        var grant = request.GrantId is { } granted ? await db.Grants.AsNoTracking().SingleAsync(g => g.Id == granted, cancel) : null;
        await db.Database.OpenConnectionAsync(cancel);
        return TypedResults.Ok(await ReadRequest.WholeAsync(work.Connection, request, grant, cancel));
    }
}
