using System.Globalization;
using Dapper;
using Datarun.Reports.Places;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Progress;

public static class ListMissingOfUnit
{
    /// <summary>A task that still has something to type, and by whose post.</summary>
    /// <param name="DueOn">The last day that holds for the unit.</param>
    /// <param name="DaysLate">Calendar days past it; 0 while there is time.</param>
    /// <param name="Reason">What has to be corrected, where the filing was returned.</param>
    /// <param name="Posts">Posts of the unit that somebody holds today.</param>
    public sealed record Line(
        string Task, string Form, string Title, string Department, string Unit, string Period, DateOnly DueOn, int DaysLate, string? Reason, IReadOnlyList<HeldPost> Posts);

    /// <summary>What has not been filed, over all requests, by unit and by post. A department sees its own forms.</summary>
    /// <param name="unit">The unit, with everything below it; the caller's own where it is left out.</param>
    /// <param name="post">Only units in which somebody holds this post today; where nobody does it is POST_NOT_HELD, as an empty list would say that all is filed.</param>
    public static async Task<Page<Line>> HandleAsync(
        string? unit, string? post, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancel)
    {
        unit ??= caller.Unit;
        var (place, department) = SeenPlace.Of(unit, caller);
        var keys = page.Keys(3) ?? ["0001-01-01", Guid.Empty.ToString(), ""];
        if (!DateOnly.TryParse(keys[0], CultureInfo.InvariantCulture, out var on) || !Guid.TryParse(keys[1], out var request)) throw CommonProblems.CursorInvalid.At("?after").AsException();
        var today = clock.Today();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            Sql, new { place.Low, place.High, post, department, on, request, after = keys[2], today, limit = page.Size + 1 }, commandTimeout: 120, cancellationToken: cancel))).AsList();
        if (rows.Count == 0 && post is not null && !await IsHeldAsync(connection, post, place, today, cancel)) throw ReportsProblems.PostNotHeld.At("?post", post).AsException();
        var lines = page.Of(rows, r => [r.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), r.Id.ToString(), r.Unit]);
        return new Page<Line>([.. lines.Items.Select(r => new Line(
            AskedUnit.IdOf(r.Id, r.Unit), r.Form, r.Title, r.Department, r.Unit, r.Period, r.Due, Math.Max(0, today.DayNumber - r.Due.DayNumber), r.Reason,
            HeldPost.Read(r.Posts)))], lines.Next);
    }

    // A row h of post_held, today.
    private const string Held = $"h.post = @post AND {HeldPost.IsThere}";

    private static Task<bool> IsHeldAsync(NpgsqlConnection connection, string post, Place place, DateOnly today, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            $"SELECT EXISTS (SELECT FROM post_held h WHERE {Held} AND h.unit >= @Low AND h.unit < @High)", new { post, today, place.Low, place.High }, cancellationToken: cancel));

    private static string Sql { get; } =
        $"""
        SELECT r.id, r.form, v.body ->> 'title' AS title, r.department, r.period, r.due_on, u.*
        FROM request r JOIN form_version v ON v.form = r.form AND v.version = r.form_version
        CROSS JOIN LATERAL (
            SELECT u.code AS unit, {TaskSql.DueOn("u.code")} AS due, t.reason, {HeldPost.OfUnit} AS posts
            FROM division u {TaskSql.RowOfEach}
            WHERE u.level = r.level AND u.code >= greatest(r.low, @Low) AND u.code < least(r.high, @High) AND {InForce.Unit}
                AND ((r.due_on, r.id) > (@on, @request) OR u.code > @after)
                AND (@post IS NULL OR u.code IN (SELECT h.unit FROM post_held h WHERE {Held}))
                AND {TaskSql.State} = 'PENDING'
            ORDER BY u.code LIMIT @limit) u
        WHERE (r.due_on, r.id) >= (@on, @request) AND r.low < @High AND @Low < r.high AND (@department IS NULL OR r.department = @department)
        ORDER BY r.due_on, r.id, u.unit LIMIT @limit
        """;

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Form { get; init; } = "";
        public string Title { get; init; } = "";
        public string Department { get; init; } = "";
        public string Period { get; init; } = "";
        public DateOnly DueOn { get; init; }
        public string Unit { get; init; } = "";
        public DateOnly Due { get; init; }
        public string? Reason { get; init; }
        public string? Posts { get; init; }
    }
}
