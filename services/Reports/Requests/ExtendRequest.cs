using Dapper;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Requests;

public static class ExtendRequest
{
    private const int LongestReason = 1000;

    /// <summary>What is extended.</summary>
    /// <param name="DueOn">The later last day to file.</param>
    /// <param name="Reason">Why; the units read it.</param>
    /// <param name="Under">A part of the request's place; all of it where it is left out.</param>
    public sealed record Body(DateOnly DueOn, string Reason, string? Under = null);

    /// <summary>The extension.</summary>
    public sealed record Answer(Guid Id, Guid Request, string Under, DateOnly DueOn, string Reason, DateTimeOffset ExtendedAt);

    /// <summary>
    /// Gives a later day to all or a part of those asked; never an earlier one. Whoever filed in between is no longer late.
    /// The same once more changes nothing.
    /// </summary>
    public static async Task<Results<Created<Answer>, Ok<Answer>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        var check = new Check().Required(body.Reason, "/reason", LongestReason, lines: true)
            .That(body.DueOn <= today.AddYears(PostRequest.MostYears), "/dueOn", ReportsProblems.OutOfBounds, $"≤ {today.AddYears(PostRequest.MostYears):yyyy-MM-dd}");
        if (!check.Passes) return check.Refused;
        var part = await FindRequest.OwnPartAsync(id, body.Under, caller, work.Connection, cancel);
        var dueOn = (await KeepExtension.StandingAsync(part, work, cancel)).DueOn;
        var reason = Text.Clean(body.Reason)!;
        var holds = await work.Connection.QueryFirstOrDefaultAsync<Answer>(new CommandDefinition(
            """
            SELECT id, request, under, due_on, reason, done_at AS extended_at FROM request_extension
            WHERE request = @id AND low <= @Low AND @High <= high ORDER BY due_on DESC LIMIT 1
            """, new { id, part.Low, part.High }, cancellationToken: cancel));
        if (holds is not null && (holds.DueOn, holds.Under, holds.Reason) == (body.DueOn, part.Under, reason)) return TypedResults.Ok(holds);
        if (body.DueOn <= dueOn || body.DueOn < today) return RequestsProblems.NotLater.At("/dueOn", $"{body.DueOn:yyyy-MM-dd}").With("dueOn", dueOn);
        var extension = Guid.CreateVersion7(now);
        await KeepExtension.RunAsync(extension, part, body.DueOn, reason, caller.Client, now, work, cancel);
        return TypedResults.Created($"/api/reports/v1/requests/{id}", new Answer(extension, id, part.Under, body.DueOn, reason, now));
    }
}
