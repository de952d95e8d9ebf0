using Dapper;
using Datarun.Contracts;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.Reminders;

/// <summary>Notes reminders for those who still have something to type: in one statement, one for each task and day at most.</summary>
public static class NoteReminders
{
    /// <summary>The reminders of a day; false where they were noted already, here or by another instance.</summary>
    public static async Task<bool> OfDayAsync(ReminderWindow window, DateTimeOffset now, UnitOfWork work, CancellationToken cancel)
    {
        // Whoever inserts the day notes its reminders, in the same transaction: after a crash neither is there.
        var first = await work.Connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO reminder_day (day, noted_at) VALUES (@day, @now) ON CONFLICT DO NOTHING", new { day = ChinaDay.Of(now), now }, cancellationToken: cancel));
        if (first == 0) return false;
        await NoteAsync(
            $"(r.due_on >= @From OR EXISTS (SELECT FROM request_extension x WHERE x.request = r.id AND x.due_on >= @From)) AND r.due_on <= @To AND {TaskSql.DueOn("u.code")} BETWEEN @From AND @To",
            new { window.From, window.To }, now, work, cancel);
        return true;
    }

    /// <summary>The reminders of one request and a part of its place, because its department asks for them; answers how many were noted.</summary>
    public static Task<int> OfRequestAsync(Guid request, string low, string high, DateTimeOffset now, UnitOfWork work, CancellationToken cancel) =>
        NoteAsync("r.id = @request AND u.code >= @low AND u.code < @high", new { request, low, high }, now, work, cancel);

    private static async Task<int> NoteAsync(string which, object about, DateTimeOffset now, UnitOfWork work, CancellationToken cancel)
    {
        var today = ChinaDay.Of(now);
        var parameters = new DynamicParameters(about);
        parameters.AddDynamicParams(new { now, today });
        var noted = (await work.Connection.QueryAsync<(Guid Id, string Form, string Department, string Period, DateOnly DueOn, int Units)>(new CommandDefinition(
            $"""
            WITH noted AS (
                INSERT INTO reminder (day, request, unit, due_on, noted_at)
                SELECT @today, r.id, u.code, {TaskSql.DueOn("u.code")}, @now
                FROM request r {TaskSql.Units} {TaskSql.Row}
                WHERE {which} AND {TaskSql.State} = 'PENDING'
                ORDER BY r.id, u.code
                ON CONFLICT DO NOTHING RETURNING request, due_on)
            SELECT r.id, r.form, r.department, r.period, min(n.due_on) AS due_on, count(*)::int AS units
            FROM noted n JOIN request r ON r.id = n.request GROUP BY r.id ORDER BY r.id
            """, parameters, commandTimeout: 600, cancellationToken: cancel))).AsList();
        foreach (var n in noted) work.Publish(new RemindersDue(n.Id, n.Form, n.Department, n.Period, today, n.DueOn, n.Units));
        return noted.Sum(n => n.Units);
    }
}
