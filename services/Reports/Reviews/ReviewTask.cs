using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Reviews;

public static class ReviewTask
{
    /// <summary>What the reviewer says.</summary>
    /// <param name="Decision">ACCEPTED or RETURNED.</param>
    /// <param name="Reason">What has to be corrected; needed where it is returned.</param>
    public sealed record Body(ReviewVerdict Decision, string? Reason = null);

    /// <summary>Where the task stands now.</summary>
    /// <param name="FilingVersion">The version of the filing that the review is about.</param>
    /// <param name="Awaiting">The level that reviews next, while IN_REVIEW.</param>
    public sealed record Answer(string Id, TaskState State, int FilingVersion, DivisionLevel? Awaiting, string? Reason);

    /// <summary>
    /// Reviews a filing: the place above whose turn it is accepts it, and it goes one level up, until it is REVIEWED and locked; any
    /// reviewing level, and the asking department, returns it with a reason, and it is PENDING again. <c>If-Match</c> with the version
    /// that was looked at refuses (412) where the unit filed again since. The same once more changes nothing.
    /// </summary>
    public static async Task<Results<Ok<Answer>, Refused>> HandleAsync(
        string id, Body body, Caller caller, FindTask find, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        var check = FindReviewer.Check(body.Decision, body.Reason);
        if (!check.Passes) return check.Refused;
        if (await find.ByIdAsync(id, work.Connection, cancel) is not { } task) return ReportsProblems.TaskUnknown.Refuse();
        if (!caller.Covers(task.Request.Department)) caller.MustCover(task.Unit);
        var review = FindReviewer.Of(caller, caller.Unit != task.Unit && caller.Covers(task.Unit), task.Request.Department, task.Standing.Awaiting, body.Decision, Text.Clean(body.Reason));
        var match = context.Request.Headers.IfMatch.ToString();
        var done = (await KeepReviews.RunAsync(task.Request.Id, [task.Unit], task.Form, review, v => ETags.Matches(match, v), clock.GetUtcNow(), work, cancel)).Single();
        if (done.Decision.Refused is { } refused) return refused.Refuse().With("state", done.State).With("awaiting", done.Awaiting);
        ETags.Give(context, done.FilingVersion);
        return TypedResults.Ok(new Answer(task.Id, done.State, done.FilingVersion, done.Awaiting, done.Decision.State is null ? task.Standing.Reason : review.Reason));
    }
}
