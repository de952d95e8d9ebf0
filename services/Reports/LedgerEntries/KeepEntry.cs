using Dapper;
using Datarun.Contracts;
using Datarun.Reports.Ledgers;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.LedgerEntries;

/// <summary>Reads and writes single entries; each change is noted in the history and told in the same transaction.</summary>
internal static class KeepEntry
{
    /// <summary>The newest interval of an entry, locked; null for an id that there is not.</summary>
    public static async Task<(EntryRow Entry, LedgerRow Ledger)?> FindAsync(Guid id, bool forUpdate, NpgsqlConnection connection, CancellationToken cancel)
    {
        var entry = await connection.QuerySingleOrDefaultAsync<EntryRow>(new CommandDefinition(
            $"SELECT {EntryRow.Columns} FROM ledger_entry e WHERE e.id = @id ORDER BY e.valid_from DESC LIMIT 1 {(forUpdate ? "FOR UPDATE" : "")}",
            new { id }, cancellationToken: cancel));
        if (entry is null) return null;
        var ledger = await connection.QuerySingleAsync<LedgerRow>(new CommandDefinition($"{LedgerRow.Select} WHERE id = @Ledger", entry, cancellationToken: cancel));
        return (entry, ledger);
    }

    /// <summary>The id of the entry that holds with this key in the unit.</summary>
    public static Task<Guid?> OpenAsync(LedgerRow ledger, string unit, string key, NpgsqlConnection connection, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
            "SELECT id FROM ledger_entry WHERE ledger = @Id AND unit = @unit AND key = @key AND valid_to IS NULL", new { ledger.Id, unit, key }, cancellationToken: cancel));

    /// <summary>The last day of entries of this key that were closed.</summary>
    public static Task<DateOnly?> ClosedAsync(LedgerRow ledger, string unit, string key, NpgsqlConnection connection, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<DateOnly?>(new CommandDefinition(
            "SELECT max(valid_to) FROM ledger_entry WHERE ledger = @Id AND unit = @unit AND key = @key", new { ledger.Id, unit, key }, cancellationToken: cancel));

    /// <summary>Stores what an entry says now. <paramref name="from"/> is the first day of the interval it stood in before; null for a new entry.</summary>
    public static async Task StoreAsync(
        EntryRow entry, DateOnly? from, string act, string? reason, LedgerRow ledger, Caller caller, UnitOfWork work, CancellationToken cancel)
    {
        // A later first day begins another interval; an event has but one, which moves with its date.
        var begins = from is null || (!ledger.IsOfEvents && entry.ValidFrom > from);
        var store = begins
            ? """
              UPDATE ledger_entry SET valid_to = @ValidFrom - 1 WHERE id = @Id AND valid_to IS NULL;
              INSERT INTO ledger_entry (id, ledger, unit, key, version, valid_from, valid_to, data, changed_at)
              VALUES (@Id, @Ledger, @Unit, @Key, @Version, @ValidFrom, @ValidTo, @Data::jsonb, @ChangedAt);
              """
            : """
              UPDATE ledger_entry SET key = @Key, version = @Version, valid_from = @ValidFrom, valid_to = @ValidTo, data = @Data::jsonb, changed_at = @ChangedAt
              WHERE id = @Id AND valid_from = @from;
              """;
        var parameters = new DynamicParameters(entry);
        parameters.AddDynamicParams(new { from, act, reason, client = caller.Client, by = caller.Unit });
        await work.Connection.ExecuteAsync(new CommandDefinition(
            $"""
            {store}
            INSERT INTO ledger_history (entry, version, act, valid_from, valid_to, data, reason, client, made_by, made_at)
            VALUES (@Id, @Version, @act, @ValidFrom, @ValidTo, @Data::jsonb, @reason, @client, @by, @ChangedAt);
            """, parameters, cancellationToken: cancel));
        work.Publish(new LedgerEntriesChanged(ledger.Code, [entry.Unit]));
    }
}
