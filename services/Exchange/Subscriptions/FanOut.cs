using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Datarun.Contracts;
using Datarun.Exchange.Reactions;
using Datarun.ServiceDefaults.Http;
using Npgsql;

namespace Datarun.Exchange.Subscriptions;

/// <summary>A change to tell: to those who may read it and have subscribed, and to those named.</summary>
/// <param name="Id">Stable: the same change always has the same.</param>
/// <param name="Type">The CloudEvents type.</param>
/// <param name="Data">JSON.</param>
public sealed record Change(Guid Id, string Type, string Element, string Unit, string Period, int Version, string Data)
{
    /// <summary>A value that became known or changed.</summary>
    public static Change Of(TakenValue v) => new(
        IdOf($"{CloudEvents.Recorded}/{v.Element}/{v.Unit}/{v.Period}/{v.Version}"), CloudEvents.Recorded, v.Element, v.Unit, v.Period, v.Version,
        JsonSerializer.Serialize(new { v.Element, v.Unit, v.Period, Value = new Values.RawJson(v.Value), v.Version, v.Source }, Json.Options));

    /// <summary>A value that was put right.</summary>
    public static Change Of(ValueCorrected c) => new(
        IdOf($"{CloudEvents.Corrected}/{c.CorrectionId}/{c.Version}"), CloudEvents.Corrected, c.Element, c.Unit, c.Period, c.Version,
        JsonSerializer.Serialize(
            new { c.Element, c.Unit, c.Period, c.Value, c.Version, c.Source, c.OldValue, c.OldVersion, c.WrongFrom, c.WrongTo, Correction = c.CorrectionId }, Json.Options));

    private static Guid IdOf(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16), bigEndian: true);
}

/// <summary>Appends changes to the feeds of all whom they concern and queues their deliveries, in one statement for all.</summary>
public static class FanOut
{
    /// <summary>Wakes the senders.</summary>
    public const string Channel = "deliveries";

    /// <param name="connection">In the transaction that took the values in; it must hold <see cref="TakeValues"/>'s lock.</param>
    /// <param name="changes">In the order in which they are to be told.</param>
    /// <param name="toSubscribers">Whether all who subscribed and may read are told.</param>
    /// <param name="named">Consumers who are told in any case: place in <paramref name="changes"/>, and unit.</param>
    public static async Task RunAsync(
        NpgsqlConnection connection, IReadOnlyList<Change> changes, bool toSubscribers, IReadOnlyCollection<(int Change, string Consumer)> named,
        DateOnly today, DateTimeOffset now, CancellationToken cancel)
    {
        if (changes.Count == 0) return;
        var queued = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            """
            WITH change AS (
                SELECT n::int AS n, id, type, element COLLATE "C" AS element, unit COLLATE "C" AS unit, period, version, data
                FROM unnest(@ids, @types, @elements, @units, @periods, @versions, @datas) WITH ORDINALITY AS c(id, type, element, unit, period, version, data, n)
            ), may AS MATERIALIZED (
                SELECT s.subscriber, e.element, greatest(s.unit_from, r.unit_from) AS unit_from, least(s.unit_to, r.unit_to) AS unit_to
                FROM (SELECT DISTINCT element FROM change) e
                JOIN subscription s ON s.state = 'ACTIVE' AND s.elements @> ARRAY[e.element]
                CROSS JOIN LATERAL readable(s.subscriber, s.department, e.element, NULL, @today) r
                WHERE @toSubscribers
            ), told AS (
                SELECT DISTINCT m.subscriber AS consumer, c.n FROM change c JOIN may m ON m.element = c.element AND c.unit >= m.unit_from AND c.unit < m.unit_to
                UNION SELECT consumer COLLATE "C", n FROM unnest(@consumers, @namedChanges) AS x(consumer, n)
            ), counter AS (
                INSERT INTO feed_counter AS f (consumer, last) SELECT consumer, count(*) FROM told GROUP BY consumer ORDER BY consumer
                ON CONFLICT (consumer) DO UPDATE SET last = f.last + excluded.last RETURNING consumer, last
            ), fed AS (
                INSERT INTO feed_entry (consumer, sequence, event_id, type, element, unit, period, version, data, at)
                SELECT t.consumer, f.last - count(*) OVER (PARTITION BY t.consumer) + row_number() OVER (PARTITION BY t.consumer ORDER BY t.n),
                    c.id, c.type, c.element, c.unit, c.period, c.version, c.data::jsonb, @now
                FROM told t JOIN change c USING (n) JOIN counter f USING (consumer)
                RETURNING consumer, sequence, element, unit
            ), queued AS (
                INSERT INTO delivery (subscription_id, sequence, element, unit, state, attempts)
                SELECT s.id, f.sequence, f.element, f.unit, 'PENDING', 0 FROM fed f
                JOIN subscription s ON s.subscriber = f.consumer AND s.state = 'ACTIVE' AND s.elements @> ARRAY[f.element] AND f.unit >= s.unit_from AND f.unit < s.unit_to
                RETURNING subscription_id, element, unit
            ), lane AS (
                INSERT INTO delivery_lane AS l (subscription_id, element, unit, next_try_at, touched, attempts)
                SELECT DISTINCT subscription_id, element, unit, @now, 0, 0 FROM queued ORDER BY 1, 2, 3
                ON CONFLICT (subscription_id, element, unit) DO UPDATE SET touched = l.touched + 1
            )
            SELECT count(*) FROM queued
            """,
            new
            {
                ids = changes.Select(c => c.Id).ToArray(), types = changes.Select(c => c.Type).ToArray(), elements = changes.Select(c => c.Element).ToArray(),
                units = changes.Select(c => c.Unit).ToArray(), periods = changes.Select(c => c.Period).ToArray(), versions = changes.Select(c => c.Version).ToArray(),
                datas = changes.Select(c => c.Data).ToArray(), today, now, toSubscribers,
                consumers = named.Select(x => x.Consumer).ToArray(), namedChanges = named.Select(x => x.Change + 1).ToArray(),
            }, cancellationToken: cancel));
        if (queued > 0) await connection.ExecuteAsync(new CommandDefinition($"NOTIFY {Channel}", cancellationToken: cancel));
    }
}
