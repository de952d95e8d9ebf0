using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;
using Npgsql;

namespace Datarun.Exchange.Reactions;

/// <summary>A value on its way into the copy.</summary>
public sealed record TakenValue(string Element, string Unit, string Period, string Value, int Version, ValueSource Source)
{
    public static IEnumerable<TakenValue> Of(ValuesRecorded recorded) =>
        recorded.Values.Select(v => new TakenValue(v.Element, v.Unit, v.Period, v.Value.Text, v.Version, recorded.SourceOf(v)));

    public static TakenValue Of(ValueCorrected c) => new(c.Element, c.Unit, c.Period, c.Value.Text, c.Version, c.Source);
}

/// <summary>Puts values into the copy: newer versions only, one statement for all.</summary>
public static class TakeValues
{
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtext('value_copy'))::text";

    /// <summary>
    /// Writes them; values of one key that come together keep the newest. Answers those that are new here and that somebody has
    /// subscribed to, older versions of the same key included, so that nobody misses one. One transaction at a time takes values in, and
    /// holds the lock until it has committed: so changes are numbered in the order of the commits, and whoever sees one sees all before it.
    /// A trigger puts the version that is replaced into the history.
    /// </summary>
    public static async Task<IReadOnlyList<TakenValue>> RunAsync(NpgsqlConnection connection, IReadOnlyList<TakenValue> values, CancellationToken cancel)
    {
        if (values.Count == 0) return [];
        TakenValue[] newest = [.. Newest(values)];
        // The lock is a statement of its own, so that the next ones see what its last holder has committed.
        await using var locked = await connection.QueryMultipleAsync(new CommandDefinition(
            $"""
            {Lock}; SELECT DISTINCT unnest(elements) FROM subscription WHERE state = 'ACTIVE';
            INSERT INTO value_stamp (change, at)
            SELECT change + @count, greatest(clock_timestamp(), at + interval '1 microsecond') FROM value_stamp ORDER BY change DESC LIMIT 1 RETURNING change - @count AS before, at
            """, new { count = newest.Length }, cancellationToken: cancel));
        await locked.ReadAsync<string>();
        var subscribed = (await locked.ReadAsync<string>()).ToHashSet(StringComparer.Ordinal);
        var stamp = await locked.ReadSingleAsync<Stamp>();
        var told = await ReadNewerAsync(connection, [.. values.Where(v => subscribed.Contains(v.Element))], cancel);
        await WriteAsync(connection, newest, stamp, cancel);
        return told;
    }

    /// <summary>
    /// Waits for whoever takes values in or tells of them, and keeps others out until the transaction ends. A statement of its own, so that the next ones see
    /// what the lock's last holder has committed.
    /// </summary>
    public static Task LockAsync(NpgsqlConnection connection, CancellationToken cancel) =>
        connection.ExecuteAsync(new CommandDefinition(Lock, cancellationToken: cancel));

    /// <summary>Those that are newer than what the copy holds, once for each version.</summary>
    private static async Task<IReadOnlyList<TakenValue>> ReadNewerAsync(NpgsqlConnection connection, TakenValue[] values, CancellationToken cancel)
    {
        if (values.Length == 0) return [];
        var newer = await connection.QueryAsync<int>(new CommandDefinition(
            """
            SELECT min(c.n)::int - 1
            FROM unnest(@elements, @units, @periods, @versions) WITH ORDINALITY AS c(element, unit, period, version, n)
            LEFT JOIN LATERAL (SELECT t.version FROM value_copy t WHERE t.element = c.element AND t.unit = c.unit AND t.period = c.period OFFSET 0) t ON true
            WHERE t.version IS NULL OR c.version > t.version
            GROUP BY c.element, c.unit, c.period, c.version ORDER BY 1
            """,
            new
            {
                elements = Array.ConvertAll(values, v => v.Element), units = Array.ConvertAll(values, v => v.Unit),
                periods = Array.ConvertAll(values, v => v.Period), versions = Array.ConvertAll(values, v => v.Version),
            }, cancellationToken: cancel));
        return [.. newer.Select(n => values[n])];
    }

    /// <summary>The newest of each key, in the order of the copy's key: neighbours are written one after the other.</summary>
    private static IEnumerable<TakenValue> Newest(IReadOnlyList<TakenValue> values)
    {
        TakenValue[] ordered = [.. values];
        Array.Sort(ordered, (a, b) => CompareKeys(a, b) is not 0 and var key ? key : b.Version.CompareTo(a.Version));
        return ordered.Where((v, i) => i == 0 || CompareKeys(ordered[i - 1], v) != 0);
    }

    private static int CompareKeys(TakenValue a, TakenValue b) =>
        string.CompareOrdinal(a.Element, b.Element) is not 0 and var element ? element
        : string.CompareOrdinal(a.Unit, b.Unit) is not 0 and var unit ? unit
        : string.CompareOrdinal(a.Period, b.Period);

    /// <summary>Those that are new are copied in where they are many, the others looked up. A first version is new unless a later one has overtaken it.</summary>
    private static async Task WriteAsync(NpgsqlConnection connection, TakenValue[] values, Stamp stamp, CancellationToken cancel)
    {
        var rows = values.Select((v, i) => new Row(v, stamp.Before + 1 + i)).ToLookup(r => r.Value.Version == 1);
        Row[] isNew = [.. rows[true]], others = [.. rows[false]];
        if (isNew.Length < CopyRows.Many || !await CopyAsync(connection, isNew, stamp, cancel)) others = [.. isNew, .. others];
        if (others.Length > 0) await MergeAsync(connection, others, stamp, cancel);
    }

    private static Task<bool> CopyAsync(NpgsqlConnection connection, Row[] rows, Stamp stamp, CancellationToken cancel) => CopyRows.TryAsync(
        connection,
        "COPY value_copy (element, unit, period, value, version, source_kind, source_id, source_by, source_at, recorded_at, change) FROM STDIN (FORMAT BINARY)",
        "pk_value_copy", 11, rows,
        (copy, row) =>
        {
            var value = row.Value;
            copy.Text(value.Element);
            copy.Text(value.Unit);
            copy.Text(value.Period);
            copy.Json(value.Value);
            copy.Integer(value.Version);
            copy.Text(value.Source.Kind);
            copy.Text(value.Source.Id);
            copy.Text(value.Source.By);
            copy.Instant(value.Source.At.UtcDateTime);
            copy.Instant(stamp.At);
            copy.Bigint(row.Change);
        },
        cancel);

    private static Task MergeAsync(NpgsqlConnection connection, Row[] rows, Stamp stamp, CancellationToken cancel) => connection.ExecuteAsync(new CommandDefinition(
        """
        INSERT INTO value_copy AS t (element, unit, period, value, version, source_kind, source_id, source_by, source_at, recorded_at, change)
        SELECT c.element, c.unit, c.period, c.value::jsonb, c.version, c.kind, c.id, c.by, c.at, @at, c.change
        FROM unnest(@elements, @units, @periods, @bodies, @versions, @kinds, @ids, @bys, @ats, @changes) AS c(element, unit, period, value, version, kind, id, by, at, change)
        ON CONFLICT (element, unit, period) DO UPDATE SET value = excluded.value, version = excluded.version, source_kind = excluded.source_kind,
            source_id = excluded.source_id, source_by = excluded.source_by, source_at = excluded.source_at, recorded_at = excluded.recorded_at, change = excluded.change
        WHERE t.version < excluded.version
        """,
        new
        {
            at = stamp.At, elements = Array.ConvertAll(rows, r => r.Value.Element), units = Array.ConvertAll(rows, r => r.Value.Unit),
            periods = Array.ConvertAll(rows, r => r.Value.Period), bodies = Array.ConvertAll(rows, r => r.Value.Value),
            versions = Array.ConvertAll(rows, r => r.Value.Version), kinds = Array.ConvertAll(rows, r => r.Value.Source.Kind),
            ids = Array.ConvertAll(rows, r => r.Value.Source.Id), bys = Array.ConvertAll(rows, r => r.Value.Source.By),
            ats = Array.ConvertAll(rows, r => r.Value.Source.At.UtcDateTime), changes = Array.ConvertAll(rows, r => r.Change),
        }, cancellationToken: cancel));

    /// <summary>What all values that are taken together are stamped with.</summary>
    /// <param name="Before">The number of the change before them.</param>
    /// <param name="At">When they were taken.</param>
    private sealed record Stamp(long Before, DateTime At);

    /// <summary>A value to be written, with the number of the change.</summary>
    private readonly record struct Row(TakenValue Value, long Change);
}
