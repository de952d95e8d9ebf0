using System.Text;
using Dapper;
using Datarun.Reports.Places;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Npgsql;

namespace Datarun.Reports.Calendars;

public static class GetCalendar
{
    private const int MostEvents = 1000; // Calendar programs read the whole file each time.

    /// <summary>
    /// The calendar at an address that was given out once; needs no token but the one in the address. What is due from the unit itself and
    /// still has something to type, in the reader's language.
    /// </summary>
    /// <param name="token">The secret part of the address.</param>
    /// <param name="lang"><c>zh-CN</c> or <c>en</c>; else by <c>Accept-Language</c>.</param>
    public static async Task<IResult> HandleAsync(
        string token, string? lang, NpgsqlDataSource database, Rules rules, WorkdayCalendar calendar, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var unit = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT unit FROM calendar_feed WHERE token_hash = @hash AND revoked_at IS NULL", new { hash = CalendarToken.Hash(token) }, cancellationToken: cancel));
        if (unit is null) return CalendarsProblems.CalendarUnknown.Refuse();
        var today = clock.Today();
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            Sql, new { unit, level = Place.LevelOf(unit), today, limit = MostEvents }, cancellationToken: cancel));
        var text = WriteCalendar.Of(
            unit, rows.Select(r => new DueTask(AskedUnit.IdOf(r.Id, unit), r.Title, r.Period, r.Department, r.Due, r.Reason, r.Changes, r.ChangedAt)),
            rules.Get("reports.reminder.before", today).Int, calendar, lang is null ? Language.IsChinese(context) : !lang.StartsWith("en", StringComparison.OrdinalIgnoreCase));
        context.Response.Headers.CacheControl = "private, max-age=300";
        context.Response.Headers.Vary = "Accept-Language";
        return TypedResults.Text(text, "text/calendar; charset=utf-8", Encoding.UTF8);
    }

    private static string Sql { get; } =
        $"""
        SELECT r.id, v.body ->> 'title' AS title, r.period, r.department, {TaskSql.DueOn("u.code")} AS due, t.reason,
            (SELECT count(*) FROM {TaskSql.OverIn("request_extension", "u.code")} x)::int
                + (SELECT count(*) FROM task_step s WHERE s.request = r.id AND s.unit = u.code)::int AS changes,
            greatest(r.requested_at, t.changed_at, (SELECT max(x.done_at) FROM {TaskSql.OverIn("request_extension", "u.code")} x)) AS changed_at
        FROM request r JOIN division u ON u.code = @unit AND {InForce.Unit}
        JOIN form_version v ON v.form = r.form AND v.version = r.form_version {TaskSql.Row}
        WHERE r.level = @level AND r.low <= @unit AND @unit < r.high AND {TaskSql.State} = 'PENDING'
        ORDER BY r.due_on DESC, r.id LIMIT @limit
        """;

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Title { get; init; } = "";
        public string Period { get; init; } = "";
        public string Department { get; init; } = "";
        public DateOnly Due { get; init; }
        public string? Reason { get; init; }
        public int Changes { get; init; }
        public DateTimeOffset ChangedAt { get; init; }
    }
}
