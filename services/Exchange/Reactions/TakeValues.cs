using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;

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
    /// <summary>Writes them; values of one key that come together keep the newest.</summary>
    public static async Task RunAsync(UnitOfWork work, IReadOnlyList<TakenValue> values, CancellationToken cancel)
    {
        if (values.Count == 0) return;
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO value_copy AS t (element, unit, period, value, version, source_kind, source_id, source_by, source_at, recorded_at)
            SELECT DISTINCT ON (element COLLATE "C", unit COLLATE "C", period COLLATE "C") element, unit, period, value::jsonb, version, kind, id, by, at, clock_timestamp()
            FROM unnest(@elements, @units, @periods, @bodies, @versions, @kinds, @ids, @bys, @ats) AS n(element, unit, period, value, version, kind, id, by, at)
            ORDER BY element COLLATE "C", unit COLLATE "C", period COLLATE "C", version DESC
            ON CONFLICT (element, unit, period) DO UPDATE SET value = excluded.value, version = excluded.version, source_kind = excluded.source_kind,
                source_id = excluded.source_id, source_by = excluded.source_by, source_at = excluded.source_at, recorded_at = excluded.recorded_at
            WHERE excluded.version > t.version
            """,
            new
            {
                elements = values.Select(v => v.Element).ToArray(), units = values.Select(v => v.Unit).ToArray(), periods = values.Select(v => v.Period).ToArray(),
                bodies = values.Select(v => v.Value).ToArray(), versions = values.Select(v => v.Version).ToArray(), kinds = values.Select(v => v.Source.Kind).ToArray(),
                ids = values.Select(v => v.Source.Id).ToArray(), bys = values.Select(v => v.Source.By).ToArray(), ats = values.Select(v => v.Source.At.UtcDateTime).ToArray(),
            }, cancellationToken: cancel));
    }
}
