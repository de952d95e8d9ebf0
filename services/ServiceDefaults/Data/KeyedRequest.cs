using Dapper;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Datarun.ServiceDefaults.Data;

/// <summary>A request with an Idempotency-Key whose change is made durable together with others.</summary>
/// <param name="Client">Whose key it is.</param>
/// <param name="Key">The key.</param>
/// <param name="Fingerprint">What the key stands for.</param>
public sealed record KeyedRequest(string Client, string Key, byte[] Fingerprint)
{
    /// <summary>The key of this request; null where it was sent without.</summary>
    public static KeyedRequest? Of(HttpContext context) => (KeyedRequest?)context.Items[typeof(KeyedRequest)];

    /// <summary>The answers that are kept for keys, in one statement.</summary>
    public static async Task<IReadOnlyDictionary<(string Client, string Key), KeptAnswer>> FindAsync(
        NpgsqlConnection connection, IReadOnlyCollection<KeyedRequest> requests, CancellationToken cancel) =>
        requests.Count == 0 ? new Dictionary<(string, string), KeptAnswer>() : (await connection.QueryAsync<KeptAnswer>(new CommandDefinition(
            """
            SELECT client, key, fingerprint, status, content_type, etag, location, body
            FROM idempotency_key JOIN unnest(@clients, @keys) AS w(client, key) USING (client, key)
            """,
            new { clients = requests.Select(r => r.Client).ToArray(), keys = requests.Select(r => r.Key).ToArray() }, cancellationToken: cancel)))
            .ToDictionary(k => (k.Client, k.Key));

    /// <summary>
    /// Keeps the answers in the transaction of their changes, in one statement. False when another instance has answered one of
    /// the keys in between: then roll back and look again.
    /// </summary>
    public static async Task<bool> KeepAsync(NpgsqlConnection connection, IReadOnlyCollection<KeptAnswer> answers, CancellationToken cancel) =>
        answers.Count == 0 || answers.Count == await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO idempotency_key (client, key, fingerprint, status, content_type, etag, body)
            SELECT * FROM unnest(@clients, @keys, @fingerprints, @statuses, @types, @etags, @bodies) AS a(client, key, fingerprint, status, content_type, etag, body)
            ORDER BY client, key
            ON CONFLICT DO NOTHING
            """,
            new
            {
                clients = answers.Select(a => a.Client).ToArray(), keys = answers.Select(a => a.Key).ToArray(),
                fingerprints = answers.Select(a => a.Fingerprint).ToArray(), statuses = answers.Select(a => a.Status).ToArray(),
                types = answers.Select(a => a.ContentType).ToArray(), etags = answers.Select(a => a.Etag).ToArray(), bodies = answers.Select(a => a.Body).ToArray(),
            }, cancellationToken: cancel));
}
