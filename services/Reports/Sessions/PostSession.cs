using Dapper;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Sessions;

public static class PostSession
{
    /// <summary>
    /// The form of a task was opened to be filled. From now on its minutes are measured: beats tell that work goes on, the filing ends it,
    /// whichever way it comes. Sessions of several clients add up; where those of one client overlap, the time counts once.
    /// </summary>
    public static async Task<Created<Session>> HandleAsync(
        string id, Caller caller, FindTask find, UnitOfWork work, TimeProvider clock, Rules rules, CancellationToken cancel)
    {
        var task = await FindOpenTask.ByIdAsync(id, caller, find, work.Connection, cancel);
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        var (idle, timeOut) = (rules.Get(Session.Idle, today), rules.Get(Session.TimeOut, today));
        var session = new Session(Guid.CreateVersion7(now), task.Id, now, now, 0, idle.Int, idle.Reference);
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO form_session (id, request, unit, client, opened_at, last_at, idle, timeout, worked)
            VALUES (@Id, @request, @Unit, @Client, @now, @now, make_interval(mins => @idle), make_interval(mins => @timeOut), '{}')
            """, new { session.Id, request = task.Request.Id, task.Unit, caller.Client, now, idle = idle.Int, timeOut = timeOut.Int }, cancellationToken: cancel));
        return TypedResults.Created($"/api/reports/v1/tasks/{task.Id}/minutes", session);
    }
}
