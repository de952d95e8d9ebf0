using Datarun.Reports.Filings;
using Datarun.Reports.Spreadsheets;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Workbooks;

public static class PutTaskWorkbook
{
    /// <summary>
    /// Files a task by its filled workbook (.xlsx), with the same checks and the same answer as PUT tasks/{id}/filing; details name the
    /// cell. Reasons of exceptions stand on their own sheet; a workbook without it gives none. A locked cell that was changed all the same stays as it is known and is named in problems. A workbook that was made before
    /// somebody else filed is VERSION_STALE; If-Match overrules the version in the file.
    /// </summary>
    public static async Task<Results<Ok<PutFiling.Answer>, Refused>> HandleAsync(
        string id, Caller caller, FindTask find, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        var task = await find.OwnAsync(id, caller, work.Connection, cancel);
        var sheets = ReadSheets.Of(await UploadedWorkbook.ReadAsync(context.Request, cancel));
        var handed = HandedOut.Read(sheets);
        if (handed.RefuseFor(HandedOut.OfTask, task.Id, task.Form) is { } other) return other;
        // Where it stands counts only from here on: a file takes its time to arrive.
        await AskLock.ShareAsync([task.Request.Id], work.Connection, cancel);
        task = await find.OwnAsync(id, caller, work.Connection, cancel);
        if (task.Standing.ClosedBy is { } closed) return closed.Refuse().Saying(task.Standing.Reason);
        var line = new ReadFilled(handed, task.Form).Task(sheets, task.Unit);
        if (line.Fault is { } fault) return new Refused(fault.Problem, [fault]);
        var ifMatch = context.Request.Headers.IfMatch.ToString();
        if (ifMatch.Length == 0) ifMatch = $"\"{handed.Filings.GetValueOrDefault(task.Unit).Version}\"";

        var now = clock.GetUtcNow();
        FilingToMake[] filing = [new(task, line.Input, caller.Unit, ifMatch)];
        var made = (context.Request.Headers.IfMatch.Count == 0 ? await FileFilled.RunAsync(filing, now, work, cancel) : await FileBatch.RunAsync(filing, now, work, cancel))[0];
        var outcome = FileTogether.OutcomeOf(made, task.Form.IsReviewed, ChinaDay.Of(now) > task.Request.DueOn, Language.IsChinese(context));
        if (outcome.Refused is { } refused) return refused.Errors.Count == 0 ? refused : new Refused(refused.Problem, [.. refused.Errors.Select(line.Locate)]);
        var answer = outcome.Answer!;
        ETags.Give(context, answer.Version);
        return TypedResults.Ok(answer with { Problems = [.. answer.Problems.Select(p => p with { Detail = line.Locate(p.Pointer, p.Detail) })] });
    }
}
