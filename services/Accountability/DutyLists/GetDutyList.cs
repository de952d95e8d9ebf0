using Datarun.Accountability.Storage;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Accountability.DutyLists;

/// <summary>A unit's duty lists.</summary>
public static class GetDutyList
{
    /// <summary>With <c>on</c>: the list in force that day, with its items. Without: all lists and their versions, newest first, without items.</summary>
    /// <param name="on">The day whose list is wanted, such as that of an act; every list where it is left out.</param>
    public static async Task<Results<Ok<DutyListView>, Ok<Page<DutyListView>>>> HandleAsync(
        string unit, DateOnly? on, [AsParameters] PageQuery page, HttpContext context, AccountabilityDb db, CancellationToken cancel)
    {
        if (on is null) return TypedResults.Ok(await VersionsAsync(unit, page, db, cancel));
        var list = await FindDutyList.OnAsync(db, unit, on.Value, cancel)
            ?? throw AccountabilityProblems.NoListInForce.Refuse().With("unit", unit).With("on", on).AsException();
        ETags.Give(context, list.Version);
        return TypedResults.Ok(DutyListView.Of(list, await FindDutyList.NextAsync(db, unit, list.ValidFrom, cancel)));
    }

    private static async Task<Page<DutyListView>> VersionsAsync(string unit, PageQuery page, AccountabilityDb db, CancellationToken cancel)
    {
        var lists = db.DutyLists.AsNoTracking().Where(l => l.Unit == unit);
        if (page.Keys(2) is [var day, var version])
        {
            if (!DateOnly.TryParse(day, out var from) || !int.TryParse(version, out var v)) throw CommonProblems.CursorInvalid.At("?after").AsException();
            lists = lists.Where(l => l.ValidFrom < from || (l.ValidFrom == from && l.Version < v));
        }
        var rows = await lists.OrderByDescending(l => l.ValidFrom).ThenByDescending(l => l.Version).Take(page.Size + 1).ToListAsync(cancel);
        var starts = await db.DutyLists.Where(l => l.Unit == unit).Select(l => l.ValidFrom).Distinct().OrderBy(d => d).ToListAsync(cancel);
        return page.Of(
            rows.ConvertAll(l => DutyListView.Of(l, starts.Where(d => d > l.ValidFrom).Select(d => (DateOnly?)d).FirstOrDefault(), withItems: false)),
            l => [l.ValidFrom.ToString("yyyy-MM-dd"), l.Version.ToString()]);
    }
}
