using Dapper;
using Datarun.Reports.Places;
using Datarun.Reports.Requests;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Progress;

public static class ListMissing
{
    /// <summary>A unit that has not filed, or with <c>level</c> a place and how many of its units have not.</summary>
    /// <param name="Units">How many units: 1 for the unit itself.</param>
    /// <param name="Overdue">How many of them are past their day.</param>
    /// <param name="Task">The task; null for a place.</param>
    /// <param name="DueOn">The last day that holds for the unit.</param>
    /// <param name="DaysLate">Calendar days past it; 0 while there is time.</param>
    /// <param name="Reason">What has to be corrected, where the filing was returned.</param>
    /// <param name="Posts">Posts of the unit that somebody holds today.</param>
    public sealed record Line(
        string Unit, string Name, long Units, long Overdue, string? Task, TaskState State, DateOnly? DueOn, int? DaysLate, string? Reason, IReadOnlyList<HeldPost> Posts);

    /// <summary>Who has not filed: the units of a request that still have something to type, or with <c>level</c> how many of them each place has.</summary>
    /// <param name="under">The place; the whole request for its department, the caller's own place else.</param>
    /// <param name="level">Counts for each unit of this level instead of the units themselves.</param>
    /// <param name="state">Units in another state, such as IN_REVIEW; PENDING where it is left out.</param>
    public static async Task<Page<Line>> HandleAsync(
        Guid id, string? under, DivisionLevel? level, TaskState? state, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, TimeProvider clock,
        CancellationToken cancel)
    {
        if (level is { } l && !Enum.IsDefined(l)) throw CommonProblems.ParameterInvalid.At("?level", level.ToString()).AsException();
        var wanted = state ?? TaskState.PENDING;
        if (!Enum.IsDefined(wanted)) throw CommonProblems.ParameterInvalid.At("?state", state.ToString()).AsException();
        var after = page.Keys(1)?[0] ?? "";
        if (after.Length > 0 && Place.Read(after) is null) throw CommonProblems.CursorInvalid.At("?after").AsException();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var part = await FindRequest.SeenPartAsync(id, under, caller, connection, cancel);
        var places = level is { } of && (short)of < part.Request.Level;
        var today = clock.Today();
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(places ? OfPlaces : OfUnits, new
        {
            id, part.High, today, state = wanted.ToString(), digits = places ? Place.DigitsOf(level!.Value) : 0, limit = page.Size + 1,
            low = after.Length == 0 ? part.Low : Place.Read(after)!.High,
        }, commandTimeout: 120, cancellationToken: cancel));
        return page.Of(rows.Select(r => LineOf(r, id, wanted, today)).ToList(), line => [line.Unit]);
    }

    private static Line LineOf(Row row, Guid request, TaskState state, DateOnly today)
    {
        var late = row.Due is { } due ? Math.Max(0, today.DayNumber - due.DayNumber) : (int?)null;
        return new Line(
            row.Unit, row.Name, row.Units, row.Overdue, row.Due is null ? null : AskedUnit.IdOf(request, row.Unit), state, row.Due, late, row.Reason,
            HeldPost.Read(row.Posts));
    }

    private static string OfUnits { get; } =
        $"""
        WITH {TaskSql.NeededOnce}
        SELECT u.* FROM request r CROSS JOIN LATERAL (
            SELECT u.code AS unit, u.name, 1::bigint AS units, ({TaskSql.DueOn("u.code")} < @today)::int::bigint AS overdue, {TaskSql.DueOn("u.code")} AS due,
                coalesce({TaskSql.RecalledFor("u.code")}, t.reason) AS reason, {HeldPost.OfUnit} AS posts
            FROM division u {TaskSql.RowOfEach}
            WHERE u.level = r.level AND u.code >= greatest(r.low, @low) AND u.code < least(r.high, @High) AND (u.valid_to IS NULL OR u.valid_to >= r.starts)
                AND {TaskSql.State} = @state
            ORDER BY u.code LIMIT @limit) u
        WHERE r.id = @id ORDER BY u.unit
        """;

    private static string OfPlaces { get; } =
        $"""
        WITH {TaskSql.NeededOnce}
        SELECT x.unit, coalesce(p.name, x.unit) AS name, x.units, x.overdue FROM (
            SELECT left(u.code, @digits) COLLATE "C" AS unit, count(*) AS units, count(*) FILTER (WHERE {TaskSql.DueOn("u.code")} < @today) AS overdue
            FROM request r {TaskSql.Units} {TaskSql.Row}
            WHERE r.id = @id AND u.code >= @low AND u.code < @High AND {TaskSql.State} = @state
            GROUP BY 1 ORDER BY 1 LIMIT @limit) x
        LEFT JOIN division p ON p.code = x.unit ORDER BY x.unit
        """;

    private sealed record Row
    {
        public string Unit { get; init; } = "";
        public string Name { get; init; } = "";
        public long Units { get; init; }
        public long Overdue { get; init; }
        public DateOnly? Due { get; init; }
        public string? Reason { get; init; }
        public string? Posts { get; init; }
    }
}
