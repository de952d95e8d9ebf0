using Dapper;
using Datarun.Reports.Requests;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Refusals;

public static class RefuseTask
{
    private const int LongestReason = 1000;

    /// <summary>Why the task is refused.</summary>
    /// <param name="Ground">STATISTICAL_MARKS_MISSING or FORM_EXPIRED; it must hold for the form on this day.</param>
    /// <param name="Reason">In the unit's own words.</param>
    public sealed record Body(RefusalGround Ground, string Reason);

    /// <summary>
    /// Refuses a task lawfully (统计法 17): it is TERMINATED, and the unit neither counts as missing nor as late. The ground is checked
    /// against the form as it was asked. The same once more changes nothing.
    /// </summary>
    public static async Task<Results<Created<Refusal>, Ok<Refusal>, Refused>> HandleAsync(
        string id, Body body, Caller caller, FindTask find, UnitOfWork work, TimeProvider clock, Rules rules, CancellationToken cancel)
    {
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        var check = new Check().Required(body.Reason, "/reason", LongestReason, lines: true)
            .That(Enum.IsDefined(body.Ground), "/ground", ReportsProblems.OutOfBounds, body.Ground.ToString());
        if (!check.Passes) return check.Refused;
        var task = await find.OwnAsync(id, caller, work.Connection, cancel);
        await AskLock.AloneAsync(task.Request.Id, work.Connection, cancel);
        task = await find.OwnAsync(id, caller, work.Connection, cancel);
        var before = await work.Connection.QuerySingleOrDefaultAsync<RefusalRow>(new CommandDefinition(
            $"{RefusalRow.Select} WHERE request = @request AND unit = @Unit AND withdrawn_at IS NULL", new { request = task.Request.Id, task.Unit }, cancellationToken: cancel));
        if (before is not null) return before.View.Ground == body.Ground ? TypedResults.Ok(before.View) : RefusalsProblems.TaskRefused.Refuse().With("refusal", before.View);
        if (task.Standing.IsRecalled) return RequestsProblems.TaskRecalled.Refuse().Saying(task.Standing.Reason);
        var rule = GroundOfRefusal.RuleFor(body.Ground, task.Form.Body.Statistical, rules, today);
        if (!GroundOfRefusal.Holds(body.Ground, task.Form.Body, today)) return RefusalsProblems.GroundDoesNotHold.At("/ground", body.Ground.ToString()).With("form", Marks(task)).With("rule", rule);
        if (await ReadState.OfAsync(task, today, work.Connection, cancel) is not { State: TaskState.PENDING, IsFiled: false }) return RefusalsProblems.AlreadyAnswered.Refuse();

        var asked = await work.Connection.ExecuteScalarAsync<DateTimeOffset>(new CommandDefinition(
            "SELECT requested_at FROM request WHERE id = @Id", new { task.Request.Id }, cancellationToken: cancel));
        var refusal = new Refusal(
            Guid.CreateVersion7(now), task.Unit, task.Id, task.Form.Body.Title, task.Request.Department, ChinaDay.Of(asked), body.Ground, Text.Clean(body.Reason)!, rule, now);
        await work.Connection.ExecuteAsync(new CommandDefinition(
            $"""
            {RefusalRow.Insert};
            INSERT INTO task (request, unit, state, reason, changed_at) VALUES (@request, @Unit, 'TERMINATED', @Reason, @RefusedAt);
            INSERT INTO task_step (request, unit, kind, by_unit, client, reason, done_at) VALUES (@request, @Unit, 'REFUSED', @by, @client, @Reason, @RefusedAt)
            """, With(RefusalRow.Parameters(refusal, task.Request.Id, caller.Client), caller.Unit), cancellationToken: cancel));
        return TypedResults.Created($"/api/reports/v1/refusals?unit={task.Unit}", refusal);
    }

    private static DynamicParameters With(object parameters, string by)
    {
        var all = new DynamicParameters(parameters);
        all.Add("by", by);
        return all;
    }

    private static object Marks(AskedUnit task) => new
    {
        task.Form.Code, task.Form.Version, task.Form.Body.Statistical, task.Form.Body.FormNumber, task.Form.Body.ApprovalNumber, task.Form.Body.ValidUntil,
    };
}
