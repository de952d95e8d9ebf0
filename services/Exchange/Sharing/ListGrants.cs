using Datarun.Exchange.Storage;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Sharing;

/// <summary>Lists grants.</summary>
public static class ListGrants
{
    /// <summary>The grants that the caller holds or has given, oldest first, each with what it obliges to; a sharing authority sees those of its area.</summary>
    /// <param name="owed">Only grants under which this is still owed: DISPOSAL lists those that ended and whose data is not yet said to be disposed of.</param>
    public static async Task<Ok<Page<GrantView>>> HandleAsync(
        GrantState? state, ObligationKind? owed, [AsParameters] PageQuery page, Caller caller, ExchangeDb db, UnitOfWork work, CancellationToken cancel)
    {
        var kind = owed?.ToString();
        var grants = kind is null ? db.Grants.AsNoTracking() : db.Grants.FromSql(
            $"""
            SELECT * FROM sharing_grant g WHERE EXISTS (
                SELECT FROM grant_obligation o WHERE o.grant_id = g.id AND o.kind = {kind} AND o.done_at IS NULL AND o.lapsed_at IS NULL)
            """).AsNoTracking();
        if (!caller.IsAdministrator)
        {
            var (unit, (from, to)) = (caller.Unit, UnitRange.OverseenBy(caller, Role.SHARING_AUTHORITY));
            grants = grants.Where(g => g.Consumer == unit || g.Provider == unit || (g.Provider.CompareTo(from) >= 0 && g.Provider.CompareTo(to) < 0));
        }
        if (state is { } wanted) grants = grants.Where(g => g.State == wanted);
        if (page.AfterId() is { } after) grants = grants.Where(g => g.Id > after);
        var rows = await grants.OrderBy(g => g.Id).Take(page.Size + 1).ToListAsync(cancel);
        await db.Database.OpenConnectionAsync(cancel);
        return TypedResults.Ok(page.Of(await ReadGrants.WithObligationsAsync(work.Connection, rows, cancel), g => [g.Id.ToString()]));
    }
}
