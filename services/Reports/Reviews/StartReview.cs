using Dapper;
using Datarun.Reports.Filings;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Reviews;

/// <summary>
/// A filing begins its review, or begins it again: one statement for the whole batch, and none where nothing is reviewed and nothing
/// was returned. A review that ended in between keeps its word: the filing is taken back and tried again, and finds the task locked.
/// </summary>
public static class StartReview
{
    public static async Task OfAsync(
        IReadOnlyList<FilingToMake> filings, IReadOnlyList<FilingMade> made, DateTimeOffset now, UnitOfWork work, CancellationToken cancel)
    {
        // Whoever files a returned task again as it was says that it is right.
        var passed = filings.Zip(made, (f, m) => (f.Task, m.Version, m.IsStale, m.Decision))
            .Where(p => !p.IsStale && p.Decision.Errors.Count == 0 && (p.Decision.Changes || p.Task.Standing.Row == TaskState.PENDING))
            .Where(p => p.Task.Form.IsReviewed || p.Task.Standing.Row == TaskState.PENDING)
            .OrderBy(p => p.Task.Request.Id).ThenBy(p => p.Task.Unit, StringComparer.Ordinal).ToList();
        if (passed.Count == 0) return;
        var set = await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO task AS t (request, unit, state, awaiting, filing_version, changed_at)
            SELECT request, unit, CASE WHEN awaiting > 0 THEN 'IN_REVIEW' ELSE 'COMPLETED' END, nullif(awaiting, 0), version, @now
            FROM unnest(@requests, @units, @awaiting, @versions) AS p(request, unit, awaiting, version) ORDER BY request, unit
            ON CONFLICT (request, unit) DO UPDATE SET state = excluded.state, awaiting = excluded.awaiting, filing_version = excluded.filing_version,
                reason = NULL, changed_at = excluded.changed_at
            WHERE t.state IN ('PENDING', 'IN_REVIEW')
            """,
            new
            {
                now, requests = passed.ConvertAll(p => p.Task.Request.Id).ToArray(), units = passed.ConvertAll(p => p.Task.Unit).ToArray(),
                awaiting = passed.ConvertAll(p => (short)p.Task.Form.Review.FirstOrDefault()).ToArray(), versions = passed.ConvertAll(p => p.Version).ToArray(),
            }, cancellationToken: cancel));
        if (set < passed.Count) throw CommonProblems.Conflict.Refuse().RetryAfter(TimeSpan.FromSeconds(1)).AsException();
    }
}
