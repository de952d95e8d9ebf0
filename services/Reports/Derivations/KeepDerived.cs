using Datarun.Contracts;
using Datarun.Reports.Places;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Periods;
using Npgsql;
using NpgsqlTypes;

namespace Datarun.Reports.Derivations;

/// <summary>
/// Writes derived cells as values with the source LEDGER and tells them. What another source gave stays: a filing, a system, a
/// correction. A figure that was derived before and has no data any more becomes nil.
/// </summary>
internal static class KeepDerived
{
    public static async Task RunAsync(IReadOnlyCollection<DerivedCell> cells, Period period, DateTimeOffset now, UnitOfWork work, CancellationToken cancel)
    {
        if (cells.Count == 0) return;
        // The order of locks that every writer of values takes.
        var rows = cells.OrderBy(c => c.Unit, StringComparer.Ordinal).ThenBy(c => c.Element.Id).ToList();
        var batch = Guid.CreateVersion7(now);
        await using var command = new NpgsqlCommand(
            $"""
            WITH cells AS (
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6) AS c(unit, element, level, number, text, flag)),
            written AS (
                INSERT INTO value AS v (unit, element, period, level, until, number, text, flag, version, source_kind, source_id, source_by, recorded_at)
                SELECT c.unit, c.element, $7, c.level, $8, c.number, c.text, c.flag, 1, 'LEDGER', $9, c.unit, $10
                FROM cells c WHERE num_nonnulls(c.number, c.text, c.flag) > 0
                    OR EXISTS (SELECT FROM value h WHERE h.unit = c.unit AND h.element = c.element AND h.period = $7 AND h.source_kind = 'LEDGER')
                {WriteValues.OnConflict} AND v.source_kind = 'LEDGER'
                RETURNING unit, element, version)
            SELECT * FROM written
            """, work.Connection)
        {
            Parameters =
            {
                new() { Value = rows.ConvertAll(r => r.Unit).ToArray() },
                new() { Value = rows.ConvertAll(r => r.Element.Id).ToArray() },
                new() { Value = rows.ConvertAll(r => Place.LevelOf(r.Unit)).ToArray() },
                new() { Value = rows.ConvertAll(r => r.Body?.Number).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Numeric },
                new() { Value = rows.ConvertAll(r => r.Body?.Text).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = rows.ConvertAll(r => r.Body?.Flag).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Boolean },
                new() { Value = period.ToString() },
                new() { Value = period.End },
                new() { Value = batch },
                new() { Value = now.ToUniversalTime() },
            },
        };
        var byKey = rows.ToDictionary(r => (r.Unit, r.Element.Id));
        var written = new List<RecordedValue>();
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
            {
                var cell = byKey[(reader.GetString(0), reader.GetInt32(1))];
                written.Add(new RecordedValue(cell.Element.Code, cell.Unit, period.ToString(), (cell.Body ?? ValueBody.Nil).Raw, reader.GetInt32(2),
                    new ValueSource("LEDGER", batch.ToString(), cell.Unit, now)));
            }
        }
        foreach (var fact in written.GroupBy(v => v.Unit).SelectMany(ValuesRecorded.Split)) work.Publish(fact);
        await work.FlushEventsAsync(cancel);
    }
}
