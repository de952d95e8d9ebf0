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
        var digits = DigitsOf(level, part);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            WITH {TaskSql.NeededOnce}, facts AS ({ProgressSql.Facts} WHERE r.id = @id AND u.code >= @low AND u.code < @High)
            SELECT left(code, @digits) AS unit, {ProgressSql.Sums}
            FROM facts GROUP BY GROUPING SETS ((), (left(code, @digits))) ORDER BY unit NULLS FIRST LIMIT @limit
            """,
            new
            {
                id, part.High, digits, today = clock.Today(), limit = digits == 0 ? 1 : page.Size + 2,
                // A later page begins behind everything below the unit where the one before ended.
                low = string.IsNullOrEmpty(after) ? part.Low : Place.Read(after)!.High,
            }, commandTimeout: 120, cancellationToken: cancel))).Select(r => new Line(r.Unit ?? part.Under, r.Counts)).ToList();
        // The sum over what is left is of no interest on a later page.
        return page.Of(after is null ? rows.Take(page.Size + 1).ToList() : rows.Skip(1).ToList(), l => [l.Unit == part.Under ? "" : l.Unit]);
    }

    private static int DigitsOf(DivisionLevel? level, RequestPart part)
    {
        if (level is not { } wanted) return 0;
        if (!Enum.IsDefined(wanted)) throw CommonProblems.ParameterInvalid.At("?level", level.ToString()).AsException();
        return (short)wanted > part.Request.Level || (short)wanted <= Place.LevelOf(part.Under) ? 0 : Place.DigitsOf(wanted);
    }

    private sealed record Row : CountsRow
    {
        public string? Unit { get; init; }
    }
}
