using Dapper;
using Datarun.Reports.Requests;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Refusals;

public static class WithdrawRefusal
{
    /// <summary>
    /// Takes a lawful refusal back while the request still runs: until it is recalled, and to the last day that holds for the unit. The task is open
    /// again; what was refused and when it was withdrawn stays on record. Once more changes nothing.
    /// </summary>
    public static async Task<Results<Ok<Refusal>, Refused>> HandleAsync(
        string id, Caller caller, FindTask find, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var task = await find.OwnAsync(id, caller, work.Connection, cancel);
        await AskLock.AloneAsync(task.Request.Id, work.Connection, cancel);
        task = await find.OwnAsync(id, caller, work.Connection, cancel);
        var refusal = (await work.Connection.QueryFirstOrDefaultAsync<RefusalRow>(new CommandDefinition(
            $"{RefusalRow.Select} WHERE request = @request AND unit = @Unit ORDER BY id DESC LIMIT 1", new { request = task.Request.Id, task.Unit }, cancellationToken: cancel)))?.View;
        if (refusal is null) return RefusalsProblems.RefusalUnknown.Refuse();
        if (refusal.WithdrawnAt is not null) return TypedResults.Ok(refusal);
        if (task.Standing.IsRecalled) return RequestsProblems.TaskRecalled.Refuse().Saying(task.Standing.Reason);
        if (task.Request.DueOn < clock.Today()) return RefusalsProblems.RequestOver.Refuse().With("dueOn", task.Request.DueOn);
        var now = clock.GetUtcNow();
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE refusal SET withdrawn_at = @now, withdrawn_by = @Client WHERE id = @Id;
            DELETE FROM task WHERE request = @request AND unit = @Unit AND state = 'TERMINATED';
            INSERT INTO task_step (request, unit, kind, by_unit, client, done_at) VALUES (@request, @Unit, 'REFUSAL_WITHDRAWN', @by, @Client, @now)
            """, new { refusal.Id, request = task.Request.Id, task.Unit, by = caller.Unit, caller.Client, now }, cancellationToken: cancel));
        return TypedResults.Ok(refusal with { WithdrawnAt = now });
    }
}
