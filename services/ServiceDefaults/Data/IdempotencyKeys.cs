using Dapper;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Datarun.ServiceDefaults.Data;

/// <summary>The answers that were given to each client's Idempotency-Keys.</summary>
internal static class IdempotencyKeys
{
    /// <summary>Takes the key for this transaction; waits for another that has it. False when it is already answered.</summary>
    public static async Task<bool> ClaimAsync(NpgsqlConnection connection, string client, string key, CancellationToken cancel) =>
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO idempotency_key (client, key) VALUES (@client, @key) ON CONFLICT DO NOTHING", new { client, key }, cancellationToken: cancel)) == 1;

    public static Task KeepAsync(
        NpgsqlConnection connection, string client, string key, byte[] fingerprint, HttpResponse response, MemoryStream answer, CancellationToken cancel) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE idempotency_key SET fingerprint = @fingerprint, status = @StatusCode, content_type = @ContentType,
                etag = @etag, location = @location, body = @body
            WHERE client = @client AND key = @key
            """,
            new
            {
                client, key, fingerprint, response.StatusCode, response.ContentType, body = answer.ToArray(),
                etag = response.Headers.ETag.ToString(), location = response.Headers.Location.ToString(),
            }, cancellationToken: cancel));

    /// <summary>Gives the stored answer again, or refuses the key when it was used for something else.</summary>
    public static async Task ReplayAsync(
        NpgsqlConnection connection, string client, string key, byte[] fingerprint, HttpContext context, CancellationToken cancel)
    {
        var kept = await connection.QuerySingleAsync<Kept>(new CommandDefinition(
            "SELECT fingerprint, status, content_type AS ContentType, etag, location, body FROM idempotency_key WHERE client = @client AND key = @key",
            new { client, key }, cancellationToken: cancel));
        if (!fingerprint.AsSpan().SequenceEqual(kept.Fingerprint))
        {
            await CommonProblems.IdempotencyKeyReused.Refuse().ExecuteAsync(context);
            return;
        }
        var response = context.Response;
        response.StatusCode = kept.Status;
        response.ContentType = kept.ContentType;
        response.Headers["Idempotency-Replayed"] = "true";
        if (!string.IsNullOrEmpty(kept.Etag)) response.Headers.ETag = kept.Etag;
        if (!string.IsNullOrEmpty(kept.Location)) response.Headers.Location = kept.Location;
        if (kept.Body is { Length: > 0 }) await response.Body.WriteAsync(kept.Body, cancel);
    }

    private sealed record Kept
    {
        public byte[] Fingerprint { get; init; } = [];
        public int Status { get; init; }
        public string? ContentType { get; init; }
        public string? Etag { get; init; }
        public string? Location { get; init; }
        public byte[]? Body { get; init; }
    }
}
