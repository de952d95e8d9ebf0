using Dapper;
using Datarun.ServiceDefaults.Data;
using Npgsql;

namespace Datarun.Reports.Tasks;

/// <summary>
/// Filings of a request, and whoever changes what holds for them (a refusal, a recall, a later day), take turns: any number of filings hold the request together, the other
/// holds it alone, and each reads where its task stands only once it has its turn. It ends with the transaction. Advisory locks queue in order, so nobody is passed over, and leave nothing in the row.
/// </summary>
public static class AskLock
{
    // Filings queue behind whoever waits to be alone, and themselves wait for two seconds at most (FileTogether): it gives up before they do, and is told to try again.
    private const string Patience = "1s";

    /// <summary>For filings: goes with what is read next, in one round trip, and waits so long at most; as PostgreSQL writes it, 0 for ever.</summary>
    public static SameTrip Shared(Guid[] requests, string patience) => new(
        [
            new($"SET LOCAL lock_timeout = '{patience}'"),
            // In one order everywhere, and each once.
            SameTrip.Command("SELECT pg_advisory_xact_lock_shared(k) FROM (SELECT DISTINCT hashtextextended('filings/' || r, 0) AS k FROM unnest($1) AS r ORDER BY k OFFSET 0) keys", requests),
        ],
        _ => { });

    /// <summary>The same by itself.</summary>
    public static Task ShareAsync(Guid[] requests, NpgsqlConnection connection, CancellationToken cancel) => SameTrip.RunAsync(connection, cancel, Shared(requests, "0"));

    /// <summary>For whoever changes what holds for the filings of a request. CONFLICT where a long import of it does not end.</summary>
    public static Task AloneAsync(Guid request, NpgsqlConnection connection, CancellationToken cancel) => connection.ExecuteAsync(new CommandDefinition(
        $"""
        SET LOCAL lock_timeout = '{Patience}';
        SELECT pg_advisory_xact_lock(hashtextextended('filings/' || @request, 0));
        SET LOCAL lock_timeout = 0
        """, new { request }, cancellationToken: cancel));
}
