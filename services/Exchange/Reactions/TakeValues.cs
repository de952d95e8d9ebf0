using Dapper;
using Datarun.Contracts;
using Npgsql;

namespace Datarun.Exchange.Reactions;

/// <summary>A value on its way into the copy.</summary>
public sealed record TakenValue(string Element, string Unit, string Period, string Value, int Version, ValueSource Source)
{
    public static TakenValue Of(RecordedValue v) => new(v.Element, v.Unit, v.Period, v.Value.GetRawText(), v.Version, v.Source);

    public static TakenValue Of(ValueCorrected c) => new(c.Element, c.Unit, c.Period, c.Value.GetRawText(), c.Version, c.Source);
}

/// <summary>Puts values into the copy: newer versions only, one statement for all.</summary>
public static class TakeValues
{
    /// <summary>
    /// Writes them; values of one key that come together keep the newest. Answers those that are new here and that somebody has
    /// subscribed to, older versions of the same key included, so that nobody misses one. One transaction at a time takes values in, and
    /// holds the lock until it has committed: so changes are numbered in the order of the commits, without gaps, and whoever sees one
    /// sees all before it. The version that is replaced goes into the history.
    /// </summary>
    public static async Task<IReadOnlyList<TakenValue>> RunAsync(NpgsqlConnection connection, IReadOnlyList<TakenValue> values, CancellationToken cancel)
    {
        if (values.Count == 0) return [];
        // The lock is a statement of its own, so that the next one sees what its last holder has committed.
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(
            """
            SELECT pg_advisory_xact_lock(hashtext('value_copy'))::text;
            WITH came AS (
                SELECT n::int AS n, element COLLATE "C" AS element, unit COLLATE "C" AS unit, period COLLATE "C" AS period, value, version, kind, id, by, at
                FROM unnest(@elements, @units, @periods, @bodies, @versions, @kinds, @ids, @bys, @ats) WITH ORDINALITY AS v(element, unit, period, value, version, kind, id, by, at, n)
            ), ahead AS MATERIALIZED (
                SELECT c.*, t.version AS held FROM came c LEFT JOIN value_copy t USING (element, unit, period) WHERE t.version IS NULL OR c.version > t.version
            ), fresh AS (
                SELECT min(n) AS n FROM ahead WHERE element IN (SELECT unnest(elements) FROM subscription WHERE state = 'ACTIVE') GROUP BY element, unit, period, version
            ), newer AS MATERIALIZED (
                SELECT c.*, row_number() OVER (ORDER BY c.n) AS place
                FROM (SELECT DISTINCT ON (element, unit, period) * FROM ahead ORDER BY element, unit, period, version DESC) c
            ), stamp AS (
                INSERT INTO value_stamp (change, at)
                SELECT s.change + (SELECT count(*) FROM newer), greatest(clock_timestamp(), s.at + interval '1 microsecond')
                FROM (SELECT change, at FROM value_stamp ORDER BY change DESC LIMIT 1) s WHERE EXISTS (SELECT FROM newer)
                RETURNING change - (SELECT count(*) FROM newer) AS before, at
            ), past AS (
                INSERT INTO value_history (element, unit, period, version, value, source_kind, source_id, source_by, source_at, recorded_at, change, replaced_by)
                SELECT t.element, t.unit, t.period, t.version, t.value, t.source_kind, t.source_id, t.source_by, t.source_at, t.recorded_at, t.change, s.before + c.place
                FROM newer c JOIN value_copy t USING (element, unit, period) CROSS JOIN stamp s WHERE c.held IS NOT NULL
            ), kept AS (
                INSERT INTO value_copy AS t (element, unit, period, value, version, source_kind, source_id, source_by, source_at, recorded_at, change)
                SELECT element, unit, period, value::jsonb, version, kind, id, by, c.at, s.at, s.before + place FROM newer c CROSS JOIN stamp s ORDER BY element, unit, period
                ON CONFLICT (element, unit, period) DO UPDATE SET value = excluded.value, version = excluded.version, source_kind = excluded.source_kind,
                    source_id = excluded.source_id, source_by = excluded.source_by, source_at = excluded.source_at, recorded_at = excluded.recorded_at, change = excluded.change
            )
            SELECT n - 1 FROM fresh ORDER BY n
            """,
            new
            {
                elements = values.Select(v => v.Element).ToArray(), units = values.Select(v => v.Unit).ToArray(), periods = values.Select(v => v.Period).ToArray(),
                bodies = values.Select(v => v.Value).ToArray(), versions = values.Select(v => v.Version).ToArray(), kinds = values.Select(v => v.Source.Kind).ToArray(),
                ids = values.Select(v => v.Source.Id).ToArray(), bys = values.Select(v => v.Source.By).ToArray(), ats = values.Select(v => v.Source.At.UtcDateTime).ToArray(),
            }, cancellationToken: cancel));
        await results.ReadAsync<string>();
        var told = await results.ReadAsync<int>();
        return told.Select(n => values[n]).ToList();
    }
}
