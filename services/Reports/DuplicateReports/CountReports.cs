using System.Security.Cryptography;
using System.Text;
using Dapper;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Reports.DuplicateReports;

/// <summary>
/// Counts how often a client reported today, so that nobody floods the authority. The client is kept as a digest with the day's salt; both are
/// forgotten when the next day begins, and no report refers to them.
/// </summary>
internal static class CountReports
{
    /// <summary>How many reports the client has made today, this one included.</summary>
    public static async Task<int> OfAsync(Caller caller, DateOnly today, UnitOfWork work, CancellationToken cancel)
    {
        var salt = await work.Connection.ExecuteScalarAsync<Guid>(new CommandDefinition(
            """
            DELETE FROM duplicate_report_count WHERE day < @today;
            DELETE FROM duplicate_report_day WHERE day < @today;
            INSERT INTO duplicate_report_day VALUES (@today, gen_random_uuid()) ON CONFLICT (day) DO UPDATE SET day = excluded.day RETURNING salt;
            """, new { today }, cancellationToken: cancel));
        var who = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{salt}/{caller.Client}")));
        return await work.Connection.ExecuteScalarAsync<int>(new CommandDefinition(
            """
            INSERT INTO duplicate_report_count AS c VALUES (@today, @who, 1) ON CONFLICT (day, who) DO UPDATE SET reports = c.reports + 1 RETURNING reports
            """, new { today, who }, cancellationToken: cancel));
    }
}
