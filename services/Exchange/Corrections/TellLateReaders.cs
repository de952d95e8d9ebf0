using Dapper;
using Datarun.Contracts;
using Datarun.Exchange.Reactions;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Exchange.Corrections;

/// <summary>Tells those who read, on purpose or because an export began before, what had been put right meanwhile.</summary>
public static class TellLateReaders
{
    /// <summary>
    /// Called after a read of what was known at <paramref name="snapshot"/> is in the audit log: where it gave values that have been corrected
    /// since, its reader is told both, as every other reader of the wrong one was (第26条). Costs one look where there are none.
    /// </summary>
    public static async Task RunAsync(NpgsqlDataSource database, long snapshot, IReadOnlyList<string> elements, TimeProvider clock, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var corrected = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT c.id, c.element, c.unit, c.period, c.old_value::text AS old_value, c.old_version, n.value::text AS value, n.version, c.wrong_from, c.wrong_to,
                n.source_kind, n.source_id, n.source_by, n.source_at
            FROM correction c
            JOIN value_history old ON old.element = c.element AND old.unit = c.unit AND old.period = c.period AND old.version = c.old_version
            JOIN value_version n ON n.element = c.element AND n.unit = c.unit AND n.period = c.period AND n.version = c.version
            WHERE c.element = ANY(@elements) AND c.state = 'APPLIED' AND old.change <= @snapshot AND old.replaced_by > @snapshot
            """, new { elements = elements.ToArray(), snapshot }, cancellationToken: cancel))).AsList();
        if (corrected.Count == 0) return;
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await TakeValues.LockAsync(connection, cancel);
        await TellReaders.RunAsync(connection, corrected.ConvertAll(r => r.Fact), until: clock.GetUtcNow(), toSubscribers: false, clock.GetUtcNow(), clock.Today(), cancel);
        await transaction.CommitAsync(cancel);
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Element { get; init; } = "";
        public string Unit { get; init; } = "";
        public string Period { get; init; } = "";
        public string OldValue { get; init; } = "null";
        public int OldVersion { get; init; }
        public string Value { get; init; } = "null";
        public int Version { get; init; }
        public DateTimeOffset WrongFrom { get; init; }
        public DateTimeOffset WrongTo { get; init; }
        public string SourceKind { get; init; } = "";
        public string SourceId { get; init; } = "";
        public string SourceBy { get; init; } = "";
        public DateTimeOffset SourceAt { get; init; }

        public ValueCorrected Fact => new(
            Id, Element, Unit, Period, new RawJson(OldValue), OldVersion, new RawJson(Value), Version, WrongFrom, WrongTo,
            new ValueSource(SourceKind, SourceId, SourceBy, SourceAt));
    }
}
