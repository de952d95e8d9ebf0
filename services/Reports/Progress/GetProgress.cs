using Dapper;
using Datarun.Reports.Places;
using Datarun.Reports.Requests;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Progress;

public static class GetProgress
{
    /// <summary>How far a place has come.</summary>
    public sealed record Line(string Unit, Counts Counts);

    /// <summary>
    /// How far a request has come (完整率, 及时率): the place itself first, then with <c>level</c> every unit of that level below it that is asked
    /// or has units that are. For the asking department and for the places concerned.
    /// </summary>
    /// <param name="under">The place; the whole request for its department, the caller's own place else.</param>
    /// <param name="level">A level below that place, down to the one that files.</param>
    public static async Task<Page<Line>> HandleAsync(
        Guid id, string? under, DivisionLevel? level, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancel)
    {
        var after = page.Keys(1)?[0];
        if (!string.IsNullOrEmpty(after) && Place.Read(after) is null) throw CommonProblems.CursorInvalid.At("?after").AsException();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var part = await FindRequest.SeenPartAsync(id, under, caller, connection, cancel);
        var below = LevelOf(level, part);
        var today = clock.Today();
        var tally = new TallySql(await Bearing.ReadAsync(part, today, connection, cancel));
        Task<List<Row>> ReadAsync(TalliedPlaces places, string behind, int limit) => RowsAsync(tally, places, behind, limit, today, connection, cancel);

        // The sum over everything is of interest on the first page only.
        if (after is not null)
            return below is null ? new Page<Line>([], null) : page.Of(LinesOf(await ReadAsync(below, after, page.Size + 1)), l => [l.Unit]);
        var rows = below is null ? [] : await ReadAsync(below, "", page.Size);
        var all = below is not null && rows.Count < page.Size ? rows : await ReadAsync(TalliedPlaces.Next(part), "", int.MaxValue);
        return page.Of([new Line(part.Under, CountsRow.Sum(all).Counts), .. LinesOf(rows)], l => [l.Unit == part.Under ? "" : l.Unit]);
    }

    private static List<Line> LinesOf(List<Row> rows) => rows.ConvertAll(r => new Line(r.Unit, r.Counts));

    private static async Task<List<Row>> RowsAsync(
        TallySql tally, TalliedPlaces places, string after, int limit, DateOnly today, NpgsqlConnection connection, CancellationToken cancel) =>
        (await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            {tally.With}
            SELECT g.code AS unit, a.units - a.recalled + t.off_counted + c.off AS asked, t.filed + c.units AS filed, t.on_time + c.units AS on_time, t.late,
                t.nil + c.nil AS nil, t.completed + c.units AS completed, t.in_review, t.reviewed, t.returned, t.refused, t.overdue + w.pending_late AS overdue
            FROM r CROSS JOIN LATERAL ({places.Sql}) g {tally.Joins(ProgressSql.Counted)}
            WHERE a.units > 0 ORDER BY g.code LIMIT @limit
            """, new { places.Part.Request.Id, places.Part.Low, places.Part.High, after, today, limit }, commandTimeout: 120, cancellationToken: cancel))).AsList();

    private static TalliedPlaces? LevelOf(DivisionLevel? level, RequestPart part)
    {
        if (level is not { } wanted) return null;
        if (!Enum.IsDefined(wanted)) throw CommonProblems.ParameterInvalid.At("?level", level.ToString()).AsException();
        return (short)wanted > part.Request.Level || (short)wanted <= Place.LevelOf(part.Under) ? null : new TalliedPlaces(part, (short)wanted);
    }

    private sealed record Row : CountsRow
    {
        public string Unit { get; init; } = "";
    }
}
