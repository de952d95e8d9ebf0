using Datarun.Contracts;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Data;
using Npgsql;
using NpgsqlTypes;

namespace Datarun.Reports.Values;

/// <summary>Writes values in one round trip: new ones, and new versions of those that differ. Equal ones are left alone.</summary>
public static class WriteValues
{
    /// <summary>What an upsert changes when the value differs; <c>v</c> is the stored row.</summary>
    public const string OnConflict =
        """
        ON CONFLICT (unit, element, period) DO UPDATE SET number = excluded.number, text = excluded.text, flag = excluded.flag,
            version = v.version + 1, source_kind = excluded.source_kind, source_id = excluded.source_id, source_by = excluded.source_by,
            recorded_at = excluded.recorded_at
        WHERE (v.number, v.text, v.flag) IS DISTINCT FROM (excluded.number, excluded.text, excluded.flag)
        """;

    // What differs from what was decided on makes no version: null, which the table refuses (IsOutdated).
    private const string OnDecided =
        """
        ON CONFLICT (unit, element, period) DO UPDATE SET number = excluded.number, text = excluded.text, flag = excluded.flag,
            version = CASE WHEN v.version + 1 = excluded.version THEN excluded.version END, source_kind = excluded.source_kind, source_id = excluded.source_id,
            source_by = excluded.source_by, recorded_at = excluded.recorded_at
        """;

    /// <summary>Whether a write was refused because something else was written since it was decided on.</summary>
    public static bool IsOutdated(PostgresException error) =>
        error is { SqlState: PostgresErrorCodes.NotNullViolation, ColumnName: "version" } or { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: CopyValues.Key };

    /// <summary>
    /// Writes them; answers those that became known or changed, ready to be told. Where nothing was known when it was decided, a plain insert does,
    /// or a copy, which cost half of an upsert and say nothing that is not known before.
    /// </summary>
    /// <param name="kind">FILING, SYSTEM, LEDGER or CORRECTION.</param>
    /// <param name="first">What comes before them.</param>
    /// <param name="last">What follows; it may still be in the making while they are copied.</param>
    public static async Task<IReadOnlyList<RecordedValue>> RunAsync(
        IReadOnlyCollection<ValueToWrite> values, string kind, DateTimeOffset at, NpgsqlConnection connection, CancellationToken cancel, SameTrip? first = null, Task<SameTrip>? last = null)
    {
        if (values.Count == 0 && first is null) return [];
        ValueToWrite[] rows = [.. values];
        Array.Sort(rows, ValueToWrite.Compare);
        var (isNew, others) = (Array.FindAll(rows, v => v.Replaces == 0), Array.FindAll(rows, v => v.Replaces != 0));
        var byKey = others.ToDictionary(v => (v.Unit, v.Element.Id, v.PeriodText));
        var onConflict = Array.Exists(others, v => v.Replaces is not null) ? OnDecided : OnConflict;
        var told = new ToldValues(kind, at);
        List<NpgsqlBatchCommand> inserts = [];
        if (isNew.Length >= CopyRows.Many)
        {
            await SameTrip.RunAsync(connection, cancel, first);
            await CopyValues.RunAsync(isNew, kind, at, connection, cancel);
            first = null;
        }
        else if (isNew.Length > 0)
        {
            inserts.Add(Insert(isNew, "", kind, at));
        }
        if (others.Length > 0) inserts.Add(Insert(others, $"{onConflict} RETURNING unit, element, period, version", kind, at));
        void Tell(NpgsqlDataReader row) => told.Add(byKey[(row.GetString(0), row.GetInt32(1), row.GetString(2))], row.GetInt32(3));
        await SameTrip.RunAsync(connection, cancel, first, new SameTrip(inserts, others.Length > 0 ? Tell : null), last is null ? null : await last);
        foreach (var value in isNew) told.Add(value, version: 1);
        return told.All;
    }

    private static NpgsqlBatchCommand Insert(ValueToWrite[] rows, string then, string kind, DateTimeOffset at) => SameTrip.Command(
        $"""
        INSERT INTO value AS v (unit, element, period, level, until, number, text, flag, version, source_kind, source_id, source_by, recorded_at)
        SELECT unit, element, period, level, until, number, text, flag, version, $12, source_id, source_by, $13
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS t(unit, element, period, level, until, number, text, flag, version, source_id, source_by)
        {then}
        """,
        Array.ConvertAll(rows, v => v.Unit), Array.ConvertAll(rows, v => v.Element.Id), Array.ConvertAll(rows, v => v.PeriodText),
        Array.ConvertAll(rows, v => Place.LevelOf(v.Unit)), Array.ConvertAll(rows, v => v.Period.End),
        SameTrip.Nullable(Array.ConvertAll(rows, v => v.Body.Number), NpgsqlDbType.Numeric),
        SameTrip.Nullable(Array.ConvertAll(rows, v => v.Body.Text), NpgsqlDbType.Text),
        SameTrip.Nullable(Array.ConvertAll(rows, v => v.Body.Flag), NpgsqlDbType.Boolean),
        Array.ConvertAll(rows, v => v.Replaces.GetValueOrDefault() + 1),
        Array.ConvertAll(rows, v => v.SourceId), Array.ConvertAll(rows, v => v.By), kind, at.ToUniversalTime());
}
