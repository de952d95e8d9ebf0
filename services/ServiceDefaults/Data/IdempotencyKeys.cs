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
        var kept = await connection.QuerySingleAsync<KeptAnswer>(new CommandDefinition(
            "SELECT fingerprint, status, content_type, etag, location, body FROM idempotency_key WHERE client = @client AND key = @key",
            new { client, key }, cancellationToken: cancel));
        await (kept.IsFor(fingerprint) ? (IResult)kept : CommonProblems.IdempotencyKeyReused.Refuse()).ExecuteAsync(context);
    }
}
