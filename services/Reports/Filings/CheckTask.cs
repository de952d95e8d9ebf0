using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Filings;

public static class CheckTask
{
    /// <summary>What filing would come to.</summary>
    /// <param name="Accepted">Whether it would be taken.</param>
    /// <param name="Errors">Why not.</param>
    /// <param name="Problems">What filing would remark on.</param>
    public sealed record Answer(bool Accepted, int Typed, int Reused, IReadOnlyList<PutFiling.Said> Errors, IReadOnlyList<PutFiling.Said> Problems);

    /// <summary>Says what filing this would come to, by the very checks of filing, and changes nothing.</summary>
    public static async Task<Results<Ok<Answer>, Refused>> HandleAsync(
        string id, PutFiling.Body body, Caller caller, FindTask find, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        await work.BeginAsync(cancel); // Never committed: whatever the checks read under a lock is let go at the end.
        var task = await find.OwnAsync(id, caller, work.Connection, cancel);
        if (task.Standing.ClosedBy is { } closed) return closed.Refuse().Saying(task.Standing.Reason);
        var made = (await FileBatch.RunAsync([new FilingToMake(task, PutFiling.Read(body), caller.Unit)], clock.GetUtcNow(), work, cancel, onlyDecide: true))[0];
        var (decision, chinese) = (made.Decision, Language.IsChinese(context));
        return TypedResults.Ok(new Answer(
            decision.Errors.Count == 0, decision.Typed, decision.Reused, [.. decision.Errors.Select(e => PutFiling.Said.Of(e, chinese))], PutFiling.Said.AllOf(decision, chinese)));
    }
}
