using Datarun.Contracts;
using Datarun.Rosters.Headcounts;
using Datarun.Rosters.People;
using Datarun.Rosters.Secondments;
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
using Npgsql;

namespace Datarun.Rosters.Assignments;

internal static class PutAssignment
{
    /// <summary>Who holds which post, when, and with how much of their time.</summary>
    /// <param name="Person">Id of a registered person; fixed once given.</param>
    /// <param name="Post">Code of a registered post; fixed once given.</param>
    /// <param name="From">First day.</param>
    /// <param name="Share">Percent of the person's working time, 1 to 100; all posts held on a day add up to at most 100.</param>
    /// <param name="IsPrimary">Whether it is the main post; a person has one at a time.</param>
    /// <param name="To">Last day; absent while held.</param>
    public sealed record Body(Guid Person, OrgUnitCode Post, DateOnly From, int Share, bool IsPrimary = false, DateOnly? To = null);

    /// <summary>Puts a person on a post under an id of the caller's choice (201), or changes the days, the share or the rank of it (200).</summary>
    public static async Task<Results<Created<AssignmentAnswer>, Ok<AssignmentAnswer>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, RostersDb db, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        var postCode = body.Post.ToString();
        var post = await db.Posts.AsNoTracking().SingleOrDefaultAsync(p => p.Code == postCode, cancel);
        // The person is held until the end: the rules look at all of the person's posts at once.
        var home = await HoldPerson.HomeOfAsync(work.Connection, body.Person, cancel);
        var check = new Check()
            .That(home is not null, "/person", RostersProblems.PersonNotKnown)
            .That(post is not null, "/post", RostersProblems.PostNotKnown, postCode);
        if (!check.Passes) return check.Refused;
        await PeopleInArea.MustCoverAsync(work.Connection, caller, post!.Unit, cancel);

        var all = await db.Assignments.Where(a => a.Person == body.Person || a.Id == id).ToListAsync(cancel);
        var assignment = all.Find(a => a.Id == id);
        ETags.Match(context, assignment?.Version ?? 0);
        if (assignment is not null && (assignment.Person, assignment.Post) != (body.Person, postCode)) return RostersProblems.AssignmentFixed.Refuse();
        var created = assignment is null;
        assignment ??= db.Assignments.Add(new Assignment { Id = id, Person = body.Person, Post = postCode, FromOn = body.From, ToOn = body.To, Share = body.Share, IsPrimary = body.IsPrimary, Version = 1 }).Entity;
        if (await PlaceIsGoneAsync(work.Connection, post.Unit, body, created ? null : assignment, clock.Today(), cancel) is { } gone) return gone;
        var changed = assignment.Change(body.From, body.To, body.Share, body.IsPrimary) || created;
        if (AssignmentRules.Refuse(assignment, all.FindAll(a => a.Id != id)) is { } refused)
            return await PeopleInArea.SeesAllAsync(work.Connection, caller, all.ConvertAll(a => a.Post), cancel) ? refused : new Refused(refused.Problem, [.. refused.Errors.Select(e => e with { Detail = null })]);
        if (await PostHasVacancy.RefuseAsync(assignment, db, cancel) is { } full) return full;

        if (changed) await PublishAsync(assignment, post, db, work, clock.Today(), cancel);
        if (created) await TellSecondments.OfAssignmentAsync(work, body.Person, post.Unit, clock.Today(), cancel);
        ETags.Give(context, assignment.Version);
        var answer = new AssignmentAnswer
        {
            Id = id, Person = body.Person, Post = postCode, PostTitle = post.Title, Unit = post.Unit, From = body.From, To = body.To, Share = body.Share, IsPrimary = body.IsPrimary,
        };
        return created ? TypedResults.Created(context.Request.Path, answer) : TypedResults.Ok(answer);
    }

    /// <summary>Nobody takes up a post after its place's last day, or stays on there once that has passed; who was there already is put right, and listed until reassigned.</summary>
    private static async Task<Refused?> PlaceIsGoneAsync(NpgsqlConnection connection, string unit, Body body, Assignment? had, DateOnly today, CancellationToken cancel)
    {
        var place = await UnitPlaces.FindAsync(connection, OrgUnitCode.Parse(unit), cancel);
        if (place is null || await EndedPlaces.FindAsync(connection, place, cancel) is not { } ended) return null;
        if (body.From > ended.ValidTo) return ended.Refuse("/from");
        var staysOn = (body.To ?? DateOnly.MaxValue) > ended.ValidTo && (had is null || had.ToOn != body.To);
        return staysOn && ended.ValidTo < today ? ended.Refuse("/to") : null;
    }

    private static async Task PublishAsync(Assignment assignment, Posts.Post post, RostersDb db, UnitOfWork work, DateOnly today, CancellationToken cancel)
    {
        var version = await UnitVersions.NextAsync(work.Connection, post.Unit, cancel);
        await db.SaveChangesAsync(cancel);
        var headcount = await UnitHeadcount.OfAsync(work.Connection, post.Unit, today, cancel);
        work.Publish(new AssignmentChanged(assignment.Id, assignment.Person, post.Unit, post.Code, post.Title, assignment.FromOn, assignment.ToOn, headcount, version));
    }
}
