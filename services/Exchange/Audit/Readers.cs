using Dapper;
using Datarun.Contracts;
using Npgsql;

namespace Datarun.Exchange.Audit;

/// <summary>
/// Who was given a value: found in the audit log by the keys that each read covered, and in the feeds. A read of many values says which
/// change of the copy it saw, so whether it gave the wrong version is known exactly, whenever it was made.
/// </summary>
public static class Readers
{
    /// <summary>For each correction (its place in the list) the consumers who read the wrong value, or were sent that version.</summary>
    public static async Task<IReadOnlyList<(int Correction, string Consumer)>> FindAsync(
        NpgsqlConnection connection, IReadOnlyList<ValueCorrected> corrections, DateTimeOffset until, CancellationToken cancel) =>
        (await connection.QueryAsync<(int, string)>(new CommandDefinition(
            """
            WITH wrong AS (
                SELECT n::int - 1 AS n, element COLLATE "C" AS element, unit COLLATE "C" AS unit, period COLLATE "C" AS period, version, wrong_from
                FROM unnest(@elements, @units, @periods, @versions, @froms) WITH ORDINALITY AS w(element, unit, period, version, wrong_from, n)
            )
            SELECT w.n, a.consumer COLLATE "C" FROM wrong w JOIN audit_entry a ON a.element = w.element AND a.action = 'READ' AND a.at >= w.wrong_from AND a.at <= @until
              AND (a.period IS NULL OR a.period = w.period) AND (a.first_unit, a.first_period) <= (w.unit, w.period) AND (a.last_unit, a.last_period) >= (w.unit, w.period)
            WHERE EXISTS (SELECT FROM unnest(a.ranges_from, a.ranges_to) AS r(lower, upper) WHERE w.unit >= r.lower COLLATE "C" AND w.unit < r.upper COLLATE "C")
            UNION
            SELECT w.n, a.consumer FROM wrong w
            JOIN value_history h ON h.element = w.element AND h.unit = w.unit AND h.period = w.period AND h.version = w.version
            JOIN audit_entry a ON a.elements @> ARRAY[w.element] AND a.action = 'READ' AND a.at >= h.recorded_at - interval '1 hour' -- the clocks of two machines
            WHERE bulk_gave(a.entry::jsonb -> 'bulk', w.element, w.unit, w.period, h.change, h.replaced_by)
            UNION
            SELECT w.n, f.consumer FROM wrong w JOIN feed_change c ON c.element = w.element AND c.unit = w.unit AND c.period = w.period AND c.version = w.version
            JOIN feed_run f ON f.call = c.call AND f.changes @> c.number
            ORDER BY 1, 2
            """,
            new
            {
                until, elements = corrections.Select(c => c.Element).ToArray(), units = corrections.Select(c => c.Unit).ToArray(), periods = corrections.Select(c => c.Period).ToArray(),
                versions = corrections.Select(c => c.OldVersion).ToArray(), froms = corrections.Select(c => c.WrongFrom.UtcDateTime).ToArray(),
            }, cancellationToken: cancel))).AsList();
}
