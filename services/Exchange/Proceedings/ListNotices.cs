using System.Globalization;
using Dapper;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Exchange.Proceedings;

/// <summary>Lists what a unit was given notice of.</summary>
public static class ListNotices
{
    /// <summary>A notice.</summary>
    /// <param name="Subject">Id of the request, grant, correction or naming.</param>
    /// <param name="Kind">What happened.</param>
    /// <param name="By">The unit that took the step; <c>exchange</c> where only time passed.</param>
    public sealed record Notice(
        long Number, SubjectKind SubjectKind, Guid Subject, StepKind Kind, DateTimeOffset At, string By, string? Reason, DateOnly? DueOn, DateOnly? WasDueOn);

    /// <summary>
    /// What the caller's unit was given notice of, newest first: answers, extensions, overdue deadlines, suspensions, steps of disputes, recomputed
    /// days. A sharing authority also sees what is laid before it: what is overdue in its area and what waits for its decision.
    /// </summary>
    /// <param name="kind">Only notices of this kind.</param>
    public static async Task<Ok<Page<Notice>>> HandleAsync(
        StepKind? kind, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        var before = long.MaxValue;
        if (page.Keys(1) is [var key] && !long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out before)) throw CommonProblems.CursorInvalid.At("?after").AsException();
        var area = caller.Is(Role.SHARING_AUTHORITY) ? caller.Area : null;
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT id AS number, subject_kind, subject, kind, at, by, reason, due_on, was_due_on FROM proceeding_step
            WHERE id < @before AND (@kind::text IS NULL OR kind = @kind) AND (tells @> ARRAY[@unit] OR area = @area)
            ORDER BY id DESC LIMIT @limit
            """, new { before, kind = kind?.ToString(), unit = caller.Unit, area, limit = page.Size + 1 }, cancellationToken: cancel));
        return TypedResults.Ok(page.Of(rows.Select(r => r.Notice).ToList(), n => [n.Number.ToString(CultureInfo.InvariantCulture)]));
    }

    private sealed record Row
    {
        public long Number { get; init; }
        public SubjectKind SubjectKind { get; init; }
        public Guid Subject { get; init; }
        public StepKind Kind { get; init; }
        public DateTimeOffset At { get; init; }
        public string By { get; init; } = "";
        public string? Reason { get; init; }
        public DateOnly? DueOn { get; init; }
        public DateOnly? WasDueOn { get; init; }

        public Notice Notice => new(Number, SubjectKind, Subject, Kind, At, By, Reason, DueOn, WasDueOn);
    }
}
