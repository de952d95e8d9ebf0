using Dapper;
using Datarun.Reports.Forms;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Reports.Reviews;

/// <summary>One act of reviewing any number of units of one request.</summary>
/// <param name="Verdict">What is said.</param>
/// <param name="Reason">What has to be corrected.</param>
/// <param name="Level">The reviewer's level; null for the asking department.</param>
/// <param name="By">Who reviews.</param>
public sealed record Review(ReviewVerdict Verdict, string? Reason, DivisionLevel? Level, Caller By)
{
    /// <summary>Whether it is said for whoever's turn it is. Where it seemed nobody's, that is looked at again once the task is locked: another reviewer may have been faster.</summary>
    public bool StandsIn { get; init; }
}

/// <summary>What became of one unit.</summary>
/// <param name="FilingVersion">The version that the review is about.</param>
/// <param name="Level">The level that it was reviewed at.</param>
public sealed record Reviewed(string Unit, ReviewDecision Decision, TaskState State, DivisionLevel? Awaiting, int FilingVersion, DivisionLevel? Level = null);

/// <summary>Reviews units of a request in a handful of statements: locks, decides each for itself, writes.</summary>
public static class KeepReviews
{
    /// <summary>Answers in the order of the units' codes; a unit that the request does not ask is left out.</summary>
    public static async Task<IReadOnlyList<Reviewed>> RunAsync(
        Guid request, IReadOnlyCollection<string> units, AskedForm form, Review review, Func<int, bool> isCurrent, DateTimeOffset now, UnitOfWork work, CancellationToken cancel)
    {
        var keys = new { request, units = units.ToArray() };
        // In the order in which filings take them. A filing that nobody reviewed has no row in task, so it is held by its own.
        if (review is { Level: null, StandsIn: false })
            await work.Connection.ExecuteAsync(new CommandDefinition("SELECT FROM filing WHERE request = @request AND unit = ANY(@units) ORDER BY id FOR UPDATE", keys, cancellationToken: cancel));
        await work.Connection.ExecuteAsync(new CommandDefinition("SELECT FROM task WHERE request = @request AND unit = ANY(@units) ORDER BY unit FOR UPDATE", keys, cancellationToken: cancel));
        var rows = (await work.Connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            SELECT u.code AS unit, {TaskSql.Standing("u.code")}, f.version
            FROM request r {TaskSql.Units} {TaskSql.Row} LEFT JOIN filing f ON f.request = r.id AND f.unit = u.code
            WHERE r.id = @request AND u.code = ANY(@units) ORDER BY u.code
            """, keys, cancellationToken: cancel))).AsList();
        var reviewed = rows.ConvertAll(row => Decide(row, form, review, isCurrent));
        await WriteAsync(request, [.. reviewed.Where(r => r.Decision.State is not null)], review, now, work, cancel);
        return reviewed;
    }

    private static Reviewed Decide(Row row, AskedForm form, Review review, Func<int, bool> isCurrent)
    {
        var (standing, filed) = (row.Standing, row.Version is not null);
        var level = review.Level ?? (review.StandsIn ? DecideReview.TurnOf(standing, form.Review) : null);
        var decision = !isCurrent(row.Version ?? 0) ? new ReviewDecision(CommonProblems.VersionStale)
            : review.StandsIn && level is null ? new ReviewDecision(ReviewsProblems.NotInReview)
            : DecideReview.On(new Reviewable(filed, standing), form.Review, level, review.Verdict);
        return decision.State is { } state
            ? new(row.Unit, decision, state, decision.Awaiting, row.Version!.Value, level)
            : new(row.Unit, decision, standing.State(filed, complete: false), standing.Awaiting, row.Version ?? 0);
    }

    private static Task WriteAsync(Guid request, Reviewed[] changed, Review review, DateTimeOffset now, UnitOfWork work, CancellationToken cancel) =>
        changed.Length == 0 ? Task.CompletedTask : work.Connection.ExecuteAsync(new CommandDefinition(
            """
            WITH given AS (SELECT * FROM unnest(@units, @states, @awaiting, @versions, @levels) AS g(unit, state, awaiting, version, level)),
            kept AS (
                INSERT INTO task_step (request, unit, kind, level, filing_version, by_unit, client, reason, done_at)
                SELECT @request, unit, @kind, nullif(level, 0), version, @by, @client, @reason, @now FROM given ORDER BY unit)
            INSERT INTO task (request, unit, state, awaiting, filing_version, reason, changed_at)
            SELECT @request, unit, state, nullif(awaiting, 0), version, @reason, @now FROM given ORDER BY unit
            ON CONFLICT (request, unit) DO UPDATE SET state = excluded.state, awaiting = excluded.awaiting, filing_version = excluded.filing_version,
                reason = excluded.reason, changed_at = excluded.changed_at
            """,
            new
            {
                request, now, kind = review.Verdict.ToString(), by = review.By.Unit, client = review.By.Client, reason = review.Reason,
                units = Array.ConvertAll(changed, c => c.Unit), states = Array.ConvertAll(changed, c => c.State.ToString()),
                awaiting = Array.ConvertAll(changed, c => (short)c.Awaiting.GetValueOrDefault()), versions = Array.ConvertAll(changed, c => c.FilingVersion),
                levels = Array.ConvertAll(changed, c => (short)c.Level.GetValueOrDefault()),
            }, cancellationToken: cancel));

    private sealed record Row : StandingRow
    {
        public int? Version { get; init; }
    }
}
