using Dapper;
using Datarun.Reports.Filings;
using Npgsql;

namespace Datarun.Reports.Validation;

/// <summary>Keeps justified exceptions with the version of the filing that they excuse.</summary>
public static class KeepExceptions
{
    public static async Task RunAsync(IReadOnlyList<FilingToMake> filings, FilingMade[] made, DateTimeOffset now, NpgsqlConnection connection, CancellationToken cancel)
    {
        var kept = made.Index().Where(m => m.Item is { IsStale: false, Decision.Errors.Count: 0 })
            .SelectMany(m => m.Item.Decision.Remarks.Where(r => r.Reason is not null).Select(r => (m.Item.Id, m.Item.Version, r.Rule, r.Reason, filings[m.Index].By))).ToArray();
        if (kept.Length == 0) return;
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO filing_exception AS e (filing, version, rule, reason, given_by, given_at)
            SELECT DISTINCT ON (filing, version, rule) filing, version, rule, reason, by, @now FROM unnest(@ids, @versions, @rules, @reasons, @bys) AS t(filing, version, rule, reason, by)
            ORDER BY filing, version, rule
            ON CONFLICT (filing, version, rule) DO UPDATE SET reason = excluded.reason, given_by = excluded.given_by, given_at = excluded.given_at
            WHERE e.reason <> excluded.reason
            """,
            new
            {
                now, ids = Array.ConvertAll(kept, k => k.Id), versions = Array.ConvertAll(kept, k => k.Version), rules = Array.ConvertAll(kept, k => k.Rule),
                reasons = Array.ConvertAll(kept, k => k.Reason), bys = Array.ConvertAll(kept, k => k.By),
            }, cancellationToken: cancel));
    }
}
