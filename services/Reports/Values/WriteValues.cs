using Datarun.Contracts;
using Datarun.Reports.Elements;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Periods;
using Npgsql;
using NpgsqlTypes;

namespace Datarun.Reports.Values;

/// <summary>A value to be written.</summary>
/// <param name="Element">The element.</param>
/// <param name="Unit">The place or body that it is about.</param>
/// <param name="Period">The period that it is about.</param>
/// <param name="Body">What it says.</param>
/// <param name="SourceId">The filing, batch or correction that gave it.</param>
/// <param name="By">The unit that gave it.</param>
/// <param name="Replaces">The version that it was decided on, 0 for none: another one is left alone and refuses the whole statement. Null where whatever is there is replaced.</param>
public sealed record ValueToWrite(Element Element, string Unit, Period Period, ValueBody Body, Guid SourceId, string By, int? Replaces = null);

/// <summary>Writes values in one statement: new ones, and new versions of those that differ. Equal ones are left alone.</summary>
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
    public static bool IsOutdated(PostgresException error) => error is { SqlState: PostgresErrorCodes.NotNullViolation, ColumnName: "version" };

    /// <summary>Writes them; answers those that became known or changed, ready to be told.</summary>
    /// <param name="kind">FILING, SYSTEM, LEDGER or CORRECTION.</param>
    /// <param name="first">What else is written, before them.</param>
    /// <param name="last">What follows where they were written.</param>
    public static async Task<IReadOnlyList<RecordedValue>> RunAsync(
        IReadOnlyCollection<ValueToWrite> values, string kind, DateTimeOffset at, NpgsqlConnection connection, CancellationToken cancel, SameTrip? first = null, SameTrip? last = null)
    {
        if (values.Count == 0 && first is null) return [];
        // Locks are taken in one order everywhere, so two writers of the same values wait and never deadlock.
        (ValueToWrite Value, string Period)[] rows =
        [
            .. values.Select(v => (Value: v, Period: v.Period.ToString()))
                .OrderBy(r => r.Value.Unit, StringComparer.Ordinal).ThenBy(r => r.Value.Element.Id).ThenBy(r => r.Period, StringComparer.Ordinal),
        ];
        var byKey = rows.ToDictionary(r => (r.Value.Unit, r.Value.Element.Id, r.Period), r => r.Value);
        var (written, sources) = (new List<RecordedValue>(rows.Length), new Dictionary<(Guid, string), ValueSource>());
        await SameTrip.RunAsync(connection, cancel, first, new SameTrip([SameTrip.Command(
            $"""
            INSERT INTO value AS v (unit, element, period, level, until, number, text, flag, version, source_kind, source_id, source_by, recorded_at)
            SELECT unit, element, period, level, until, number, text, flag, version, $12, source_id, source_by, $13
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS t(unit, element, period, level, until, number, text, flag, version, source_id, source_by)
            {(values.Any(v => v.Replaces is not null) ? OnDecided : OnConflict)}
            RETURNING unit, element, period, version
            """,
            Array.ConvertAll(rows, r => r.Value.Unit), Array.ConvertAll(rows, r => r.Value.Element.Id), Array.ConvertAll(rows, r => r.Period),
            Array.ConvertAll(rows, r => Place.LevelOf(r.Value.Unit)), Array.ConvertAll(rows, r => r.Value.Period.End),
            SameTrip.Nullable(Array.ConvertAll(rows, r => r.Value.Body.Number), NpgsqlDbType.Numeric),
            SameTrip.Nullable(Array.ConvertAll(rows, r => r.Value.Body.Text), NpgsqlDbType.Text),
            SameTrip.Nullable(Array.ConvertAll(rows, r => r.Value.Body.Flag), NpgsqlDbType.Boolean),
            Array.ConvertAll(rows, r => r.Value.Replaces.GetValueOrDefault() + 1),
            Array.ConvertAll(rows, r => r.Value.SourceId), Array.ConvertAll(rows, r => r.Value.By), kind, at.ToUniversalTime())],
            Told), last);
        return written;

        void Told(NpgsqlDataReader row)
        {
            var period = row.GetString(2);
            var value = byKey[(row.GetString(0), row.GetInt32(1), period)];
            // A citizen number is no fact for the bus: it leaves only through a form, in its mask.
            if (value.Element.IsCitizenId) return;
            if (!sources.TryGetValue((value.SourceId, value.By), out var source)) sources.Add((value.SourceId, value.By), source = new ValueSource(kind, value.SourceId.ToString(), value.By, at));
            written.Add(new RecordedValue(value.Element.Code, value.Unit, period, value.Body.Raw, row.GetInt32(3), source));
        }
    }
}
