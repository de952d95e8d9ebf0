using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Datarun.ServiceDefaults.Data;

/// <summary>Marks an endpoint that changes something: it runs in a unit of work and honours <c>Idempotency-Key</c>.</summary>
/// <param name="Streams">The body is read as it comes.</param>
/// <param name="Together">The endpoint hands its change to a queue that makes several durable at once, with their <see cref="KeyedRequest"/>s.</param>
public sealed record Writes(bool Streams, bool Together = false);

/// <summary>
/// Runs a writing endpoint in one transaction and answers only after the commit. With an <c>Idempotency-Key</c> the answer is
/// stored in the same transaction, so that a retry after any crash either finds the answer or finds nothing done.
/// </summary>
public sealed class WriteRequests(RequestDelegate next)
{
    private const int LongestKey = 255;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Writes>() is not { } writes)
        {
            await next(context);
            return;
        }
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length > LongestKey)
        {
            await CommonProblems.IdempotencyKeyTooLong.Refuse().ExecuteAsync(context);
            return;
        }
        var fingerprint = key.Length == 0 ? null : await RequestFingerprint.OfAsync(context, writes.Streams);
        var client = context.User.FindFirst(Claim.Client)?.Value ?? "";
        if (writes.Together)
        {
            if (fingerprint is not null) context.Items[typeof(KeyedRequest)] = new KeyedRequest(client, key, await fingerprint.FinishAsync(context.RequestAborted));
            await next(context);
            return;
        }
        var work = context.RequestServices.GetRequiredService<UnitOfWork>();
        var cancel = context.RequestAborted;
        await work.BeginAsync(cancel);
        if (fingerprint is not null && !await IdempotencyKeys.ClaimAsync(work.Connection, client, key, cancel))
        {
            await IdempotencyKeys.ReplayAsync(work.Connection, client, key, await fingerprint.FinishAsync(cancel), context, cancel);
            return;
        }

        var body = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            await next(context);
            var kept = context.Response.StatusCode < 400 || work.KeepsRefusal;
            if (kept && fingerprint is not null)
                await IdempotencyKeys.KeepAsync(work.Connection, client, key, await fingerprint.FinishAsync(cancel), context.Response, answer, cancel);
            if (kept) await work.CommitAsync(cancel);
            else await work.RollbackAsync();
        }
        finally
        {
            context.Response.Body = body;
        }
        context.Response.ContentLength = answer.Length;
        answer.Position = 0;
        await answer.CopyToAsync(body, cancel);
    }
}
