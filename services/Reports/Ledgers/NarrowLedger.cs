using System.Text.Json;
using Dapper;
using Datarun.Reports.LedgerEntries;
using Datarun.ServiceDefaults.Problems;
using Npgsql;

namespace Datarun.Reports.Ledgers;

/// <summary>Whether what is stored fits a changed schema.</summary>
internal static class NarrowLedger
{
    private const int MostNamed = 100;

    /// <summary>An entry that does not fit, and where.</summary>
    private sealed record Offending(Guid Id, string Unit, string Field, string Code);

    /// <summary>The refusal of a schema that stored entries do not fit; null when they all do.</summary>
    public static async Task<Refused?> RefuseAsync(LedgerRow before, LedgerRow now, NpgsqlConnection connection, CancellationToken cancel)
    {
        var (was, will) = (before.Schema, now.Schema);
        var kept = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT FROM ledger_entry WHERE ledger = @Id)", before, cancellationToken: cancel));
        if (!kept) return null;
        if (was.Subject != will.Subject || was.Level != will.Level || was.EventDate != will.EventDate || !was.Key.SequenceEqual(will.Key)
            || will.Fields.Any(f => before.Fields.TryGetValue(f.Code, out var old) && old.Field.Type != f.Type))
            return LedgerProblems.SchemaFixed.Refuse();
        var offending = new List<Offending>();
        var rows = connection.QueryUnbufferedAsync<(Guid Id, string Unit, string Data)>("SELECT id, unit, data FROM ledger_entry WHERE ledger = @Id ORDER BY unit, id, valid_from", before);
        await foreach (var (id, unit, data) in rows.WithCancellation(cancel))
        {
            var checkedEntry = CheckEntry.Of(now, JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(data)!, validFrom: null);
            offending.AddRange(checkedEntry.Errors.Select(e => new Offending(id, unit, e.Pointer.Split('/')[^1], e.Problem.Code)));
            if (offending.Count >= MostNamed) break;
        }
        return offending.Count == 0 ? null : LedgerProblems.SchemaBreaksEntries.Refuse().With("entries", offending.Take(MostNamed));
    }
}
