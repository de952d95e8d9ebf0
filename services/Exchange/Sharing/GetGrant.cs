using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Sharing;

/// <summary>Reads one grant.</summary>
public static class GetGrant
{
    /// <summary>Reads one grant with what it obliges to and every step on record; only its two sides and their sharing authority see it.</summary>
    public static async Task<Ok<GrantView>> HandleAsync(Guid id, Caller caller, ExchangeDb db, UnitOfWork work, CancellationToken cancel)
    {
        var grant = await FindAsync(id, caller, db, cancel);
        await db.Database.OpenConnectionAsync(cancel);
        return TypedResults.Ok(await ReadGrants.WholeAsync(work.Connection, grant, cancel));
    }

    /// <summary>Finds it for somebody who has to do with it; for everybody else there is none.</summary>
    internal static async Task<SharingGrant> FindAsync(Guid id, Caller caller, ExchangeDb db, CancellationToken cancel)
    {
        var grant = await db.Grants.AsNoTracking().SingleOrDefaultAsync(g => g.Id == id, cancel);
        var audits = grant is not null && caller.Is(Role.AUDITOR) && (caller.AreaCovers(grant.Consumer) || caller.AreaCovers(grant.Provider));
        return grant is not null && (audits || FindRequest.MaySee(caller, grant.Consumer, grant.Provider)) ? grant : throw ExchangeProblems.GrantUnknown.Refuse().AsException();
    }
}
