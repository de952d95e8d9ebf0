using Dapper;
using Datarun.Reports.Requests;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Reports.Reviews;

public static class CompleteTasks
{
    /// <summary>What is taken.</summary>
    /// <param name="Under">A part of the request's place; all of it where it is left out.</param>
    public sealed record Body(string? Under = null);

    /// <summary>What was taken.</summary>
    /// <param name="Completed">Units whose reviewed filing is COMPLETED now; 0 where all were taken before.</param>
    public sealed record Answer(int Completed);

    /// <summary>The asking department takes what was reviewed: every REVIEWED task under the place is COMPLETED.</summary>
    public static async Task<Answer> HandleAsync(Guid id, Body body, Caller caller, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var part = await FindRequest.OwnPartAsync(id, body.Under, caller, work.Connection, cancel);
        return new Answer(await work.Connection.ExecuteScalarAsync<int>(new CommandDefinition(
            """
            WITH reviewed AS (
                SELECT t.request, t.unit FROM task t
                WHERE t.request = @id AND t.unit >= @Low AND t.unit < @High AND t.state = 'REVIEWED'
                    AND NOT EXISTS (SELECT FROM request_recall c WHERE c.request = @id AND t.unit >= c.low AND t.unit < c.high)
                ORDER BY t.unit FOR UPDATE),
            taken AS (
                UPDATE task t SET state = 'COMPLETED', awaiting = NULL, changed_at = @now FROM reviewed r WHERE t.request = r.request AND t.unit = r.unit
                RETURNING t.unit, t.filing_version),
            kept AS (
                INSERT INTO task_step (request, unit, kind, filing_version, by_unit, client, done_at)
                SELECT @id, unit, 'COMPLETED', filing_version, @by, @Client, @now FROM taken)
            SELECT count(*) FROM taken
            """, new { id, part.Low, part.High, by = caller.Unit, caller.Client, now = clock.GetUtcNow() }, cancellationToken: cancel)));
    }
}
