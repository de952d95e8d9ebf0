using Datarun.Rosters.Storage;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Rosters.Posts;

internal static class ListPosts
{
    /// <summary>Posts in the order of their codes.</summary>
    /// <param name="unit">Only those of this unit.</param>
    /// <param name="page">Which page.</param>
    public static async Task<Page<PostAnswer>> HandleAsync(OrgUnitCode? unit, [AsParameters] PageQuery page, RostersDb db, CancellationToken cancel)
    {
        var query = db.Posts.AsNoTracking();
        if (unit?.ToString() is { } where) query = query.Where(p => p.Unit == where);
        if (page.Keys(1)?[0] is { } after) query = query.Where(p => p.Code.CompareTo(after) > 0);
        var rows = await query.OrderBy(p => p.Code).Take(page.Size + 1).ToListAsync(cancel);
        return page.Of(rows.ConvertAll(PostAnswer.Of), p => [p.Code]);
    }
}
