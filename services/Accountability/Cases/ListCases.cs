using Datarun.Accountability.Storage;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Accountability.Cases;

/// <summary>Which cases there are.</summary>
public static class ListCases
{
    /// <summary>The cases of the caller's area, of one unit or in one state, oldest first.</summary>
    public static async Task<Ok<Page<CaseLine>>> HandleAsync(
        string? unit, CaseState? state, [AsParameters] PageQuery page, Caller caller, AccountabilityDb db, CancellationToken cancel)
    {
        var cases = db.Cases.AsNoTracking();
        if (!caller.IsAdministrator)
        {
            if (!DivisionCode.TryParse(caller.Area, out var area)) return TypedResults.Ok(new Page<CaseLine>([], null));
            var (from, end) = (area.ToString(), area.RangeEnd);
            cases = cases.Where(c => c.Area.CompareTo(from) >= 0 && c.Area.CompareTo(end) < 0);
        }
        if (unit is not null) cases = cases.Where(c => c.Unit == unit);
        if (state is not null) cases = cases.Where(c => c.State == state);
        if (page.AfterId() is { } after) cases = cases.Where(c => c.Id > after);
        var rows = await cases.OrderBy(c => c.Id).Take(page.Size + 1).ToListAsync(cancel);
        return TypedResults.Ok(page.Of(rows.ConvertAll(CaseLine.Of), c => [c.Id.ToString()]));
    }
}
