using Datarun.Rosters.Storage;
using Datarun.Rosters.Units;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Rosters.Posts;

internal static class PutPost
{
    // Far above any real body; keeps sums of a unit within 32 bits.
    private const int MostAuthorised = 10_000;

    /// <summary>What a post is to be.</summary>
    /// <param name="Unit">Where it is: a division's or a body's code; fixed once given.</param>
    /// <param name="Title">Full Unicode.</param>
    /// <param name="EstablishmentKind">Which establishment it is paid from.</param>
    /// <param name="Authorised">Authorised number of such posts, 0 to 10,000.</param>
    public sealed record Body(OrgUnitCode Unit, string Title, EstablishmentKind EstablishmentKind, int Authorised);

    /// <summary>Registers a post (201), or changes it (200). The code is of up to 64 letters, digits, dashes and underscores.</summary>
    public static async Task<Results<Created<PostAnswer>, Ok<PostAnswer>, Refused>> HandleAsync(
        OrgUnitCode code, Body body, Caller caller, RostersDb db, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        var (key, unit) = (code.ToString(), body.Unit.ToString());
        var place = await UnitPlaces.FindAsync(work.Connection, body.Unit, cancel);
        if (place is not null && !caller.AreaCovers(place)) return RostersProblems.DivisionOutsideYourArea.Refuse().With("unit", unit).With("yours", caller.Unit);
        var check = new Check();
        var title = NameText.In(check, body.Title, "/title");
        check.That(place is not null, "/unit", RostersProblems.UnitUnknown, unit)
            .That(body.Authorised is >= 0 and <= MostAuthorised, "/authorised", RostersProblems.AuthorisedOutOfRange, $"0–{MostAuthorised}");
        if (!check.Passes) return check.Refused;

        var post = await db.Posts.FromSql($"SELECT * FROM post WHERE code = {key} FOR UPDATE").SingleOrDefaultAsync(cancel);
        ETags.Match(context, post?.Version ?? 0);
        if (post is not null && post.Unit != unit) return RostersProblems.PostUnitFixed.At("/unit", post.Unit);
        if (post is null) await EndedPlaces.MustLastUntilAsync(work.Connection, place!, clock.Today(), "/unit", cancel);
        var created = post is null;
        post ??= db.Posts.Add(new Post { Code = key, Unit = unit, Title = title, EstablishmentKind = body.EstablishmentKind, Authorised = body.Authorised, Version = 1 }).Entity;
        post.Change(title, body.EstablishmentKind, body.Authorised);
        ETags.Give(context, post.Version);
        return created ? TypedResults.Created(context.Request.Path, PostAnswer.Of(post)) : TypedResults.Ok(PostAnswer.Of(post));
    }
}
