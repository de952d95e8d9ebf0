using Datarun.Exchange.Storage;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Sharing;

/// <summary>Lists grants.</summary>
public static class ListGrants
{
    /// <summary>The grants that the caller holds or has given, oldest first; a sharing authority sees those of its area.</summary>
    public static async Task<Ok<Page<GrantView>>> HandleAsync(GrantState? state, [AsParameters] PageQuery page, Caller caller, ExchangeDb db, CancellationToken cancel)
    {
        var grants = db.Grants.AsNoTracking();
        if (!caller.IsAdministrator)
        {
            var (unit, area) = (caller.Unit, caller.Is(Role.SHARING_AUTHORITY) && caller.Area is { } place ? UnitRange.Of(place) : new UnitRange("", ""));
            var (from, to) = (area.From, area.To);
            grants = grants.Where(g => g.Consumer == unit || g.Provider == unit || (g.Provider.CompareTo(from) >= 0 && g.Provider.CompareTo(to) < 0));
        }
        if (state is { } wanted) grants = grants.Where(g => g.State == wanted);
        if (page.Keys(1) is [var after])
        {
            if (!Guid.TryParse(after, out var last)) throw CommonProblems.CursorInvalid.At("?after").AsException();
            grants = grants.Where(g => g.Id > last);
        }
        var rows = await grants.OrderBy(g => g.Id).Take(page.Size + 1).ToListAsync(cancel);
        return TypedResults.Ok(page.Of(rows.ConvertAll(GrantView.Of), g => [g.Id.ToString()]));
    }
}
