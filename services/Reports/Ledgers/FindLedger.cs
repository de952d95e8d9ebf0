using Dapper;
using Npgsql;

namespace Datarun.Reports.Ledgers;

/// <summary>Finds ledgers by code, and keeps those who write to one in order.</summary>
internal static class FindLedger
{
    /// <summary>Throws LEDGER_UNKNOWN for a code that no ledger has.</summary>
    public static async Task<LedgerRow> MustAsync(string code, NpgsqlConnection connection, CancellationToken cancel) =>
        await ByCodeAsync(code, connection, cancel) ?? throw LedgerProblems.LedgerUnknown.At("?code").AsException();

    public static async Task<LedgerRow?> ByCodeAsync(string code, NpgsqlConnection connection, CancellationToken cancel) =>
        CheckLedger.IsCode(code)
            ? await connection.QuerySingleOrDefaultAsync<LedgerRow>(new CommandDefinition($"{LedgerRow.Select} WHERE code = @code", new { code }, cancellationToken: cancel))
            : null;

    public static async Task<IReadOnlyDictionary<string, LedgerRow>> ByCodesAsync(string[] codes, NpgsqlConnection connection, CancellationToken cancel) =>
        (await connection.QueryAsync<LedgerRow>(new CommandDefinition($"{LedgerRow.Select} WHERE code = ANY(@codes)", new { codes }, cancellationToken: cancel)))
            .ToDictionary(l => l.Code, StringComparer.Ordinal);

    /// <summary>
    /// Locks the ledger until the transaction ends: single entries beside each other, a change of the schema or an import alone, so that
    /// neither meets an entry that is made at the same moment.
    /// </summary>
    public static Task LockAsync(string code, bool alone, NpgsqlConnection connection, CancellationToken cancel) =>
        connection.ExecuteAsync(new CommandDefinition(
            $"SELECT pg_advisory_xact_lock{(alone ? "" : "_shared")}(hashtextextended('ledger/' || @code, 0))", new { code }, cancellationToken: cancel));
}
