using Dapper;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Sessions;

public static class GetTaskMinutes
{
    /// <summary>What a task took.</summary>
    /// <param name="Minutes">Measured: of several clients together, of one client without what overlaps.</param>
    /// <param name="Sessions">How often the form was opened for it.</param>
    /// <param name="Clients">By how many clients.</param>
    /// <param name="Open">Sessions that are still open.</param>
    /// <param name="FiledAt">When it was last filed; null where it was not.</param>
    /// <param name="Claimed">Minutes that the form claims to take in whole.</param>
    /// <param name="Rule">The rule that limits what a pause counts.</param>
    public sealed record Answer(string Task, string Form, string Unit, decimal Minutes, int Sessions, int Clients, int Open, DateTimeOffset? FiledAt, int Claimed, RuleReference Rule);

    /// <summary>
    /// The measured minutes of a task, for the unit itself and the places above; departments see the median of a form, never a unit's time. Of
    /// a task that was filed, the sessions until then count; whoever looks at the form afterwards spends no time on it, unless it is filed again.
    /// </summary>
    public static async Task<Ok<Answer>> HandleAsync(
        string id, Caller caller, FindTask find, NpgsqlDataSource database, TimeProvider clock, Rules rules, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var task = await find.OwnAsync(id, caller, connection, cancel);
        var row = await connection.QuerySingleAsync<Row>(new CommandDefinition(
            $"""
            WITH filed AS (SELECT max(filed_at) AS at FROM filing WHERE request = @request AND unit = @Unit)
            SELECT coalesce(sum(minutes_of(worked)), 0) AS minutes, coalesce(sum(sessions), 0)::integer AS sessions, count(client)::integer AS clients,
                coalesce(sum(open), 0)::integer AS open, (SELECT at FROM filed) AS filed_at
            FROM (
                SELECT client, range_agg(worked) FILTER (WHERE {Counts}) AS worked, count(*) AS sessions,
                    count(*) FILTER (WHERE s.filed_at IS NULL AND last_at + timeout >= @now) AS open
                FROM form_session_now s CROSS JOIN filed WHERE request = @request AND unit = @Unit GROUP BY client) c
            """, new { request = task.Request.Id, task.Unit, now = clock.GetUtcNow() }, cancellationToken: cancel));
        return TypedResults.Ok(new Answer(
            task.Id, task.Form.Code, task.Unit, Math.Round(row.Minutes, Session.Digits), row.Sessions, row.Clients, row.Open, row.FiledAt,
            task.Form.Body.MinutesPerFiling, rules.Get(Session.Idle, clock.Today()).Reference));
    }

    /// <summary>Whether a session <c>s</c> counts for its task, which was filed last at <c>filed.at</c>.</summary>
    internal const string Counts = "filed.at IS NULL OR s.opened_at <= filed.at";

    private sealed record Row
    {
        public decimal Minutes { get; init; }
        public int Sessions { get; init; }
        public int Clients { get; init; }
        public int Open { get; init; }
        public DateTimeOffset? FiledAt { get; init; }
    }
}
