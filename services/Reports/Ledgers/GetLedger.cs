using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Ledgers;

public static class GetLedger
{
    /// <summary>The schema of a ledger, with its version as ETag.</summary>
    public static async Task<Ok<LedgerView>> HandleAsync(
        string code, NpgsqlDataSource database, Rules rules, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var ledger = await FindLedger.MustAsync(code, connection, cancel);
        ETags.Give(context, ledger.Version);
        return TypedResults.Ok(LedgerView.Of(ledger, rules, clock.Today()));
    }
}
