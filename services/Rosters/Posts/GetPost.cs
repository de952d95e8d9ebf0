using Datarun.Rosters.Storage;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Rosters.Posts;

internal static class GetPost
{
    /// <summary>A post by its code.</summary>
    public static async Task<Results<Ok<PostAnswer>, Refused>> HandleAsync(OrgUnitCode code, RostersDb db, HttpContext context, CancellationToken cancel)
    {
        var key = code.ToString();
        if (await db.Posts.AsNoTracking().SingleOrDefaultAsync(p => p.Code == key, cancel) is not { } post) return RostersProblems.PostUnknown.Refuse();
        ETags.Give(context, post.Version);
        return TypedResults.Ok(PostAnswer.Of(post));
    }
}
