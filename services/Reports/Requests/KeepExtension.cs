using Dapper;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Reports.Requests;

/// <summary>Keeps a later day for a part of a request, whoever wanted it.</summary>
public static class KeepExtension
{
    /// <summary>What holds for the part as a whole: its last day, and why it was recalled, if it was.</summary>
    public sealed record Standing(DateOnly DueOn, string? RecalledFor);

    /// <summary>Reads it. Extensions of one request wait for each other, and for filings of it: each filing is late by the day that held, or is put right by <see cref="RunAsync"/>.</summary>
    public static async Task<Standing> StandingAsync(RequestPart part, UnitOfWork work, CancellationToken cancel)
    {
        await AskLock.AloneAsync(part.Request.Id, work.Connection, cancel);
        return await work.Connection.QuerySingleAsync<Standing>(new CommandDefinition(
            """
            SELECT greatest(r.due_on, (SELECT max(x.due_on) FROM request_extension x WHERE x.request = r.id AND x.low <= @Low AND @High <= x.high)) AS due_on,
                (SELECT c.reason FROM request_recall c WHERE c.request = r.id AND c.low <= @Low AND @High <= c.high ORDER BY c.done_at DESC LIMIT 1) AS recalled_for
            FROM request r WHERE r.id = @Id
            """, new { part.Request.Id, part.Low, part.High }, cancellationToken: cancel));
    }

    /// <summary>Keeps it: whoever filed in between is no longer late.</summary>
    public static Task RunAsync(
        Guid extension, RequestPart part, DateOnly dueOn, string reason, string client, DateTimeOffset now, UnitOfWork work, CancellationToken cancel) =>
        work.Connection.ExecuteAsync(new CommandDefinition(
            $"""
            INSERT INTO request_extension (id, request, under, low, high, due_on, reason, client, done_at)
            VALUES (@extension, @Id, @Under, @Low, @High, @dueOn, @reason, @client, @now);
            UPDATE filing f SET late = false FROM request r
            WHERE r.id = @Id AND f.request = r.id AND f.unit >= @Low AND f.unit < @High AND f.late AND (f.filed_at AT TIME ZONE 'Asia/Shanghai')::date <= {TaskSql.DueOn("f.unit")}
            """, new { extension, part.Request.Id, part.Under, part.Low, part.High, dueOn, reason, client, now }, cancellationToken: cancel));
}
