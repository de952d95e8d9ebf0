using System.Globalization;
using Dapper;
using Datarun.Reports.Places;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Reminders;

public static class ListReminders
{
    /// <summary>A reminder of a task.</summary>
    /// <param name="Day">The workday on which it was noted.</param>
    /// <param name="DueOn">The last day to file as it was then.</param>
    public sealed record Line(DateOnly Day, string Task, string Form, string Title, string Department, string Unit, string Period, DateOnly DueOn);

    /// <summary>The reminders of a unit and of everything below it, oldest first. A department sees those for its own forms.</summary>
    /// <param name="unit">The unit, with everything below it.</param>
    /// <param name="from">Only those of this day or later.</param>
    public static async Task<Page<Line>> HandleAsync(
        string unit, DateOnly? from, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        var (place, department) = SeenPlace.Of(unit, caller);
        var keys = page.Keys(3) ?? ["0001-01-01", "", Guid.Empty.ToString()];
        if (!DateOnly.TryParse(keys[0], CultureInfo.InvariantCulture, out var day) || !Guid.TryParse(keys[2], out var request)) throw CommonProblems.CursorInvalid.At("?after").AsException();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT m.day, m.request, m.unit, m.due_on, r.form, r.department, r.period, v.body ->> 'title' AS title
            FROM reminder m JOIN request r ON r.id = m.request JOIN form_version v ON v.form = r.form AND v.version = r.form_version
            WHERE m.unit >= @Low AND m.unit < @High AND (m.day, m.unit, m.request) > (@day, @after, @request) AND (@from::date IS NULL OR m.day >= @from)
                AND (@department IS NULL OR r.department = @department)
            ORDER BY m.day, m.unit, m.request LIMIT @limit
            """, new { place.Low, place.High, day, after = keys[1], request, from, department, limit = page.Size + 1 }, cancellationToken: cancel))).AsList();
        var read = page.Of(rows, r => [r.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), r.Unit, r.Request.ToString()]);
        return new Page<Line>(
            [.. read.Items.Select(r => new Line(r.Day, AskedUnit.IdOf(r.Request, r.Unit), r.Form, r.Title, r.Department, r.Unit, r.Period, r.DueOn))], read.Next);
    }

    private sealed record Row
    {
        public DateOnly Day { get; init; }
        public Guid Request { get; init; }
        public string Unit { get; init; } = "";
        public DateOnly DueOn { get; init; }
        public string Form { get; init; } = "";
        public string Department { get; init; } = "";
        public string Period { get; init; } = "";
        public string Title { get; init; } = "";
    }
}
