using Datarun.Accountability.Storage;
using Datarun.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Accountability.Inspections;

/// <summary>Which inspections there are.</summary>
public static class ListInspections
{
    /// <summary>Inspections of a unit, by a department, of a year, in the order in which they were scheduled.</summary>
    /// <param name="by">Only those by this department.</param>
    /// <param name="year">Only those of this year's plan.</param>
    public static async Task<Ok<Page<InspectionView>>> HandleAsync(
        string? unit, string? by, int? year, [AsParameters] PageQuery page, AccountabilityDb db, CancellationToken cancel)
    {
        var inspections = db.Inspections.AsNoTracking();
        if (unit is not null) inspections = inspections.Where(i => i.Unit == unit);
        if (by is not null) inspections = inspections.Where(i => i.By == by);
        if (year is not null) inspections = inspections.Where(i => i.Year == year);
        if (page.AfterId() is { } after) inspections = inspections.Where(i => i.Id > after);
        var rows = await inspections.OrderBy(i => i.Id).Take(page.Size + 1).ToListAsync(cancel);
        return TypedResults.Ok(page.Of(rows.ConvertAll(InspectionView.Of), i => [i.Id.ToString()]));
    }
}
