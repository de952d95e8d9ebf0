using Dapper;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Requests;

public static class RecallRequest
{
    private const int LongestReason = 1000;

    /// <summary>What is recalled.</summary>
    /// <param name="Reason">Why; the units read it.</param>
    /// <param name="Under">A part of the request's place; all of it where it is left out.</param>
    public sealed record Body(string Reason, string? Under = null);

    /// <summary>The recall.</summary>
    /// <param name="Tasks">Units of that part that had not filed.</param>
    public sealed record Answer(Guid Id, Guid Request, string Under, string Reason, DateTimeOffset RecalledAt, long Tasks);

    /// <summary>
    /// Takes a request back, or a part of it: what is not COMPLETED becomes TERMINATED, is asked of nobody any more and can be asked for
    /// again. What was filed stays. One row is written, however many units there are. The same once more changes nothing.
    /// </summary>
    public static async Task<Results<Created<Answer>, Ok<Answer>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var check = new Check().Required(body.Reason, "/reason", LongestReason, lines: true);
        if (!check.Passes) return check.Refused;
        var part = await FindRequest.OwnPartAsync(id, body.Under, caller, work.Connection, cancel);
        // Recalls of one request wait for each other, and for filings of it: how many had not filed is counted.
        await AskLock.AloneAsync(id, work.Connection, cancel);
        var before = await work.Connection.QueryFirstOrDefaultAsync<Answer>(new CommandDefinition(
            """
            SELECT id, request, under, reason, done_at AS recalled_at, 0::bigint AS tasks FROM request_recall
            WHERE request = @id AND low <= @Low AND @High <= high ORDER BY done_at LIMIT 1
            """, new { id, part.Low, part.High }, cancellationToken: cancel));
        var reason = Text.Clean(body.Reason)!;
        if (before is not null) return before.Under == part.Under && before.Reason == reason ? TypedResults.Ok(before) : RequestsProblems.AlreadyRecalled.Refuse().With("recall", before);
        var now = clock.GetUtcNow();
        var recall = Guid.CreateVersion7(now);
        var tasks = await work.Connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"""
            INSERT INTO request_recall (id, request, under, low, high, reason, client, done_at) VALUES (@recall, @id, @Under, @Low, @High, @reason, @Client, @now);
            SELECT count(*) FROM request r {TaskSql.Units} WHERE r.id = @id AND u.code >= @Low AND u.code < @High AND NOT {TaskSql.IsFiled}
            """, new { recall, id, part.Under, part.Low, part.High, reason, caller.Client, now }, cancellationToken: cancel));
        return TypedResults.Created($"/api/reports/v1/requests/{id}", new Answer(recall, id, part.Under, reason, now, tasks));
    }
}
