using Datarun.Rosters.Storage;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Rosters.OrgUnits;

internal static class ListOrgUnits
{
    /// <summary>Bodies in the order of their codes.</summary>
    /// <param name="division">Only those that belong to this very place.</param>
    /// <param name="under">Only those of this place and everything below it.</param>
    /// <param name="kind">Only those of this kind.</param>
    /// <param name="page">Which page.</param>
    public static async Task<Page<OrgUnitAnswer>> HandleAsync(
        DivisionCode? division, DivisionCode? under, string? kind, [AsParameters] PageQuery page, RostersDb db, CancellationToken cancel)
    {
        var query = db.OrgUnits.AsNoTracking();
        if (division?.ToString() is { } place) query = query.Where(u => u.Division == place);
        if (under is { } area)
        {
            var (from, end) = (area.ToString(), area.RangeEnd);
            query = query.Where(u => u.Division.CompareTo(from) >= 0 && u.Division.CompareTo(end) < 0);
        }
        if (kind is not null) query = query.Where(u => u.Kind == kind);
        if (page.Keys(1)?[0] is { } after) query = query.Where(u => u.Code.CompareTo(after) > 0);
        var rows = await query.OrderBy(u => u.Code).Take(page.Size + 1).ToListAsync(cancel);
        return page.Of(rows.ConvertAll(OrgUnitAnswer.Of), u => [u.Code]);
    }
}
