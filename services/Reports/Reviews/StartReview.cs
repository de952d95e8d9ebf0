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
            .OrderBy(p => p.Task.Request.Id).ThenBy(p => p.Task.Unit, StringComparer.Ordinal).ToLookup(p => p.Task.Form.IsReviewed, p => (p.Task, p.Version));
        await BeginAsync([.. passed[true]], now, work, cancel);
        await ForgetAsync([.. passed[false].Select(p => p.Task).Where(t => t.Standing.Row == TaskState.PENDING)], work, cancel);
    }

    private static async Task BeginAsync((AskedUnit Task, int Version)[] filed, DateTimeOffset now, UnitOfWork work, CancellationToken cancel)
    {
        if (filed.Length == 0) return;
        var set = await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO task AS t (request, unit, state, awaiting, filing_version, changed_at)
            SELECT request, unit, 'IN_REVIEW', awaiting, version, @now
            FROM unnest(@requests, @units, @awaiting, @versions) AS p(request, unit, awaiting, version) ORDER BY request, unit
            ON CONFLICT (request, unit) DO UPDATE SET state = excluded.state, awaiting = excluded.awaiting, filing_version = excluded.filing_version,
                reason = NULL, changed_at = excluded.changed_at
            WHERE t.state IN ('PENDING', 'IN_REVIEW')
            """,
            new
            {
                now, requests = Array.ConvertAll(filed, p => p.Task.Request.Id), units = Array.ConvertAll(filed, p => p.Task.Unit),
                awaiting = Array.ConvertAll(filed, p => (short)p.Task.Form.Review[0]), versions = Array.ConvertAll(filed, p => p.Version),
            }, cancellationToken: cancel));
        if (set < filed.Length) throw CommonProblems.Conflict.Refuse().RetryAfter(TimeSpan.FromSeconds(1)).AsException();
    }

    /// <summary>Where nobody reviews, a return is over once the unit has filed again; its steps stay.</summary>
    private static Task ForgetAsync(AskedUnit[] returned, UnitOfWork work, CancellationToken cancel) =>
        returned.Length == 0 ? Task.CompletedTask : work.Connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM task t USING unnest(@requests, @units) AS p(request, unit) WHERE t.request = p.request AND t.unit = p.unit AND t.state = 'PENDING'",
            new { requests = Array.ConvertAll(returned, t => t.Request.Id), units = Array.ConvertAll(returned, t => t.Unit) }, cancellationToken: cancel));
}
