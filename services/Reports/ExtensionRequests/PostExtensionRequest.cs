using Dapper;
using Datarun.Reports.Requests;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.ExtensionRequests;

public static class PostExtensionRequest
{
    private const int LongestReason = 1000;

    /// <summary>What is asked for.</summary>
    /// <param name="DueOn">The later last day to file.</param>
    /// <param name="Reason">Why; the department reads it.</param>
    public sealed record Body(DateOnly DueOn, string Reason);

    /// <summary>
    /// Asks the department for more time for a task that still has something to type. Nothing changes until the department consents, and its
    /// silence is no consent. One request at a time; the same once more changes nothing.
    /// </summary>
    public static async Task<Results<Created<ExtensionRequest>, Ok<ExtensionRequest>, Refused>> HandleAsync(
        string id, Body body, Caller caller, FindTask find, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        var last = today.AddYears(PostRequest.MostYears);
        var check = new Check().Required(body.Reason, "/reason", LongestReason, lines: true).That(body.DueOn <= last, "/dueOn", ReportsProblems.OutOfBounds, $"≤ {last:yyyy-MM-dd}");
        if (!check.Passes) return check.Refused;
        var task = await find.OwnAsync(id, caller, work.Connection, cancel);
        await work.TakeTurnAsync($"extension/{task.Id}", cancel);
        var reason = Text.Clean(body.Reason)!;
        var open = await work.Connection.QuerySingleOrDefaultAsync<ExtensionRequestRow>(new CommandDefinition(
            $"{ExtensionRequestRow.Select} WHERE q.request = @request AND q.unit = @Unit AND q.state = 'OPEN'", new { request = task.Request.Id, task.Unit }, cancellationToken: cancel));
        if (open is not null)
            return (open.DueOn, open.Reason) == (body.DueOn, reason) ? TypedResults.Ok(open.View) : ExtensionRequestProblems.AlreadyAsked.Refuse().With("extensionRequest", open.View);
        if (task.Standing.IsRecalled) return RequestsProblems.TaskRecalled.Refuse().Saying(task.Standing.Reason);
        if (task.Standing.ClosedBy is { } closed) return closed.Refuse();
        if ((await ReadState.OfAsync(task, today, work.Connection, cancel)).State != TaskState.PENDING) return ExtensionRequestProblems.NothingDue.Refuse();
        if (body.DueOn <= task.Request.DueOn || body.DueOn < today)
            return RequestsProblems.NotLater.At("/dueOn", $"{body.DueOn:yyyy-MM-dd}").With("dueOn", task.Request.DueOn);
        var asked = new ExtensionRequest(
            Guid.CreateVersion7(now), task.Id, task.Unit, task.Form.Code, task.Request.Department, body.DueOn, reason, now, ExtensionState.OPEN, null, null);
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO extension_request (id, request, unit, due_on, reason, asked_by, client, asked_at, state)
            VALUES (@Id, @request, @Unit, @DueOn, @reason, @by, @Client, @now, 'OPEN')
            """, new { asked.Id, request = task.Request.Id, task.Unit, body.DueOn, reason, by = caller.Unit, caller.Client, now }, cancellationToken: cancel));
        return TypedResults.Created($"/api/reports/v1/extension-requests?unit={task.Unit}", asked);
    }
}
