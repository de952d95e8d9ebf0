using Dapper;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Sessions;

public static class PostBeat
{
    /// <summary>
    /// Somebody is still at work on the form. The time since the beat before counts, but of a long pause only so much as the rule says. Sent
    /// twice it counts once. After the filing, or after too long a silence, it is SESSION_CLOSED.
    /// </summary>
    /// <param name="session">Id of the session, as its opening gave it.</param>
    public static async Task<Results<Ok<Session>, Refused>> HandleAsync(
        string id, string session, Caller caller, FindTask find, UnitOfWork work, TimeProvider clock, Rules rules, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var task = await FindOpenTask.ByIdAsync(id, caller, find, work.Connection, cancel);
        var about = new { session = Guid.TryParse(session, out var known) ? known : Guid.Empty, request = task.Request.Id, task.Unit, caller.Client, now };
        var row = await work.Connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            """
            SELECT filed_at, last_at + timeout < @now AS is_silent FROM form_session_now
            WHERE id = @session AND request = @request AND unit = @Unit AND client = @Client
            """, about, cancellationToken: cancel));
        if (row is null) return SessionsProblems.SessionUnknown.Refuse();
        if (row.FiledAt is not null || row.IsSilent) return SessionsProblems.SessionClosed.Refuse().With("closedBy", row.FiledAt is null ? "IDLE" : "FILING");
        var beat = await work.Connection.QuerySingleAsync<Beaten>(new CommandDefinition(
            """
            UPDATE form_session SET worked = worked + tstzmultirange(tstzrange(last_at, greatest(last_at, least(@now, last_at + idle)))),
                last_at = greatest(last_at, @now)
            WHERE id = @session
            RETURNING opened_at, last_at, minutes_of(worked) AS minutes, (extract(epoch FROM idle) / 60)::integer AS idle
            """, about, cancellationToken: cancel));
        // The rule is the one of the day on which the session was opened.
        var rule = rules.Get(Session.Idle, ChinaDay.Of(beat.OpenedAt)).Reference;
        return TypedResults.Ok(new Session(about.session, task.Id, beat.OpenedAt, beat.LastAt, Math.Round(beat.Minutes, Session.Digits), beat.Idle, rule));
    }

    private sealed record Row
    {
        public DateTimeOffset? FiledAt { get; init; }
        public bool IsSilent { get; init; }
    }

    private sealed record Beaten
    {
        public DateTimeOffset OpenedAt { get; init; }
        public DateTimeOffset LastAt { get; init; }
        public decimal Minutes { get; init; }
        public int Idle { get; init; }
    }
}
