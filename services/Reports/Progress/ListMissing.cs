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
        var today = clock.Today();
        var tally = new TallySql(await Bearing.ReadAsync(part, today, connection, cancel));
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            level is { } of && (short)of < part.Request.Level ? OfPlaces(tally, new TalliedPlaces(part, (short)of), wanted) : OfUnits(tally, part, wanted),
            new { id, part.Low, part.High, after, today, state = wanted.ToString(), limit = page.Size + 1 }, commandTimeout: 120, cancellationToken: cancel));
        return page.Of(rows.Select(r => LineOf(r, id, wanted, today)).ToList(), line => [line.Unit]);
    }

    private static Line LineOf(Row row, Guid request, TaskState state, DateOnly today)
    {
        var late = row.Due is { } due ? Math.Max(0, today.DayNumber - due.DayNumber) : (int?)null;
        return new Line(
            row.Unit, row.Name, row.Units, row.Overdue, row.Due is null ? null : AskedUnit.IdOf(request, row.Unit), state, row.Due, late, row.Reason,
            HeldPost.Read(row.Posts));
    }

    /// <summary>Places of a level with how many of their units are in the state, those without any left out.</summary>
    private static string OfPlaces(TallySql tally, TalliedPlaces places, TaskState state) =>
        $"""
        {tally.With}
        SELECT g.code AS unit, coalesce(g.name, g.code) AS name, s.units, s.overdue
        {Tallied(tally, places.Sql, state)}
        ORDER BY g.code LIMIT @limit
        """;

    private static string Tallied(TallySql tally, string places, TaskState state) =>
        $"""
        FROM r CROSS JOIN LATERAL ({places}) g
            {tally.Joins("count(*) FILTER (WHERE state = @state) AS in_state, count(*) FILTER (WHERE state = @state AND due < @today) AS in_state_late")}
            CROSS JOIN LATERAL (SELECT {state switch
            {
                TaskState.PENDING => "w.pending + t.in_state AS units, w.pending_late + t.in_state_late AS overdue",
                TaskState.TERMINATED => "w.terminated + t.in_state AS units, w.terminated_late + t.in_state_late AS overdue",
                TaskState.COMPLETED => "c.units + t.in_state AS units, c.late + t.in_state_late AS overdue",
                _ => "t.in_state AS units, t.in_state_late AS overdue",
            }}) s
        WHERE s.units > 0
        """;

    /// <summary>The units themselves. Where there are many, only counties in which there are any are searched.</summary>
    private static string OfUnits(TallySql tally, RequestPart part, TaskState state)
    {
        const short County = (short)DivisionLevel.COUNTY;
        var searches = part.Request.Level > County && Bearing.LevelOf(part.Low) < County;
        var places = searches
            ? $"(SELECT g.* {Tallied(tally, new TalliedPlaces(part, County, WithAfter: true).Sql, state)} ORDER BY g.code)"
            : "(SELECT NULL AS code, @Low AS low, @High AS high)";
        return $"""
            {tally.With}
            SELECT u.*
            FROM r CROSS JOIN {places} g CROSS JOIN LATERAL (
                SELECT u.code AS unit, u.name, 1::bigint AS units, ({TaskSql.DueOn("u.code")} < @today)::int::bigint AS overdue, {TaskSql.DueOn("u.code")} AS due,
                    coalesce({TaskSql.RecalledFor("u.code")}, t.reason) AS reason, {HeldPost.OfUnit} AS posts
                FROM division u {TaskSql.RowOfEach}
                WHERE u.level = r.level AND u.code >= g.low AND u.code < g.high AND u.code > @after AND {InForce.Unit}
                    AND {TaskSql.State} = @state
                ORDER BY u.code LIMIT @limit) u
            ORDER BY g.code, u.unit LIMIT @limit
            """;
    }

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
