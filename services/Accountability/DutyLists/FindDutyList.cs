using Datarun.Accountability.Storage;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Accountability.DutyLists;

/// <summary>Reads duty lists for the endpoints that need one.</summary>
public static class FindDutyList
{
    /// <summary>The list in force on the day; null when there is none.</summary>
    public static async Task<DutyList?> OnAsync(AccountabilityDb db, string unit, DateOnly day, CancellationToken cancel) =>
        ListInForce.On(day, await HeadersAsync(db, unit, cancel)) is { } found
            ? await db.DutyLists.AsNoTracking().SingleAsync(l => l.Unit == unit && l.ValidFrom == found.ValidFrom && l.Version == found.Version, cancel)
            : null;

    /// <summary>All versions of all lists of the unit.</summary>
    public static Task<List<ListHeader>> HeadersAsync(AccountabilityDb db, string unit, CancellationToken cancel) =>
        db.DutyLists.Where(l => l.Unit == unit).Select(l => new ListHeader(l.ValidFrom, l.Version, l.PublishedAt)).ToListAsync(cancel);

    /// <summary>When the next list of the unit begins; null when there is none yet.</summary>
    public static Task<DateOnly?> NextAsync(AccountabilityDb db, string unit, DateOnly after, CancellationToken cancel) =>
        db.DutyLists.Where(l => l.Unit == unit && l.ValidFrom > after).MinAsync(l => (DateOnly?)l.ValidFrom, cancel);
}
