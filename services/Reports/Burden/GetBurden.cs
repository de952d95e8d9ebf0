using Dapper;
using Datarun.Reports.BurdenBudgets;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Npgsql;

namespace Datarun.Reports.Burden;

public static class GetBurden
{
    /// <summary>What was asked and what it cost.</summary>
    /// <param name="Asked">Cells asked for, over all requests.</param>
    /// <param name="Typed">Cells that people typed.</param>
    /// <param name="Reused">Cells delivered from what was known, in filings and in tasks that were complete by themselves.</param>
    /// <param name="Minutes">Estimated minutes of what was typed.</param>
    /// <param name="MinutesSaved">Estimated minutes of what was delivered.</param>
    /// <param name="Budget">Minutes that may be asked: of a village in a week, or by a department in a month.</param>
    /// <param name="Rule">The rule, or the decision of an authority, that sets the budget.</param>
    public sealed record Answer(long Asked, long Typed, long Reused, decimal Minutes, decimal MinutesSaved, int Budget, RuleReference Rule);

    /// <summary>The burden of a unit with everything below it, or the one that a department causes. One of the two is named.</summary>
    /// <param name="unit">A place.</param>
    /// <param name="department">A body.</param>
    public static async Task<Answer> HandleAsync(
        string? unit, string? department, NpgsqlDataSource database, Rules rules, TimeProvider clock, CancellationToken cancel)
    {
        var place = unit is null ? Place.Read(Place.Country) : Place.Read(unit);
        if ((unit is null) == (department is null) || place is null) throw CommonProblems.ParameterInvalid.At("?unit", "?unit | ?department").AsException();
        var today = clock.Today();
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (unit is not null && unit != Place.Country && !await FindPlaces.IsKnownAsync(connection, place, cancel)) throw ReportsProblems.UnitUnknown.At("?unit", unit).AsException();
        if (department is not null && await FindPlaces.AreaOfAsync(connection, department, cancel) is null) throw ReportsProblems.UnitUnknown.At("?department", department).AsException();
        var sums = await connection.QuerySingleAsync<Sums>(new CommandDefinition(
            Sql, new { place.Low, place.High, department, today }, commandTimeout: 120, cancellationToken: cancel));
        var budgets = await ReadBudgets.OfAsync(place, DivisionLevel.VILLAGE, department, rules, connection, cancel);
        var budget = department is null ? budgets.OfUnit(place.Code, DivisionLevel.VILLAGE, today)! : budgets.OfDepartment(department, today);
        return new Answer(sums.Asked, sums.Typed, sums.Reused, sums.Minutes, sums.MinutesSaved, budget.Minutes, budget.Rule);
    }

    private const string Sql =
        """
        WITH scope AS (
            SELECT r.id, r.form, r.form_version, r.period, r.until, r.level, greatest(r.low, @Low) AS low, least(r.high, @High) AS high,
                s.fields, s.required, (v.body ->> 'minutesPerFiling')::numeric / s.fields AS minutes_per_cell,
                (SELECT count(*) FROM division d WHERE d.level = r.level AND d.code >= greatest(r.low, @Low) AND d.code < least(r.high, @High)
                    AND (d.valid_to IS NULL OR d.valid_to >= r.starts)
                    AND (NOT EXISTS (SELECT FROM request_recall c WHERE c.request = r.id AND d.code >= c.low AND d.code < c.high)
                        OR EXISTS (SELECT FROM filing f WHERE f.request = r.id AND f.unit = d.code))) AS tasks
            FROM request r
            JOIN form_version v ON v.form = r.form AND v.version = r.form_version
            CROSS JOIN LATERAL (
                SELECT count(*) AS fields, count(*) FILTER (WHERE required) AS required FROM form_field f WHERE f.form = r.form AND f.version = r.form_version) s
            WHERE r.low < @High AND @Low < r.high AND (@department IS NULL OR r.department = @department)),
        filed AS (
            SELECT coalesce(sum(f.typed), 0) AS typed, coalesce(sum(f.reused), 0) AS reused, coalesce(sum(f.minutes), 0) AS minutes,
                coalesce(sum(f.minutes_saved), 0) AS saved
            FROM scope s JOIN filing f ON f.request = s.id AND f.unit >= s.low AND f.unit < s.high),
        known AS (
            SELECT s.id, v.unit, f.element, f.required FROM scope s
            JOIN form_field f ON f.form = s.form AND f.version = s.form_version
            JOIN value v ON v.element = f.element AND v.period = s.period AND v.unit >= s.low AND v.unit < s.high AND v.level = s.level
            UNION
            SELECT s.id, v.unit, f.element, f.required FROM scope s
            JOIN form_field f ON f.form = s.form AND f.version = s.form_version
            JOIN element e ON e.id = f.element AND (e.frequency = 'ONCE' OR e.valid_for_days IS NOT NULL)
            JOIN value v ON v.element = f.element AND v.until <= s.until AND v.unit >= s.low AND v.unit < s.high AND v.level = s.level
                AND (e.valid_for_days IS NULL OR least(v.until, (v.recorded_at AT TIME ZONE 'Asia/Shanghai')::date) + e.valid_for_days >= @today)),
        complete AS (
            SELECT k.id, k.unit, count(*) AS cells FROM known k JOIN scope s ON s.id = k.id
            WHERE NOT EXISTS (SELECT FROM filing f WHERE f.request = k.id AND f.unit = k.unit)
                AND NOT EXISTS (SELECT FROM request_recall c WHERE c.request = k.id AND k.unit >= c.low AND k.unit < c.high)
            GROUP BY k.id, k.unit, s.required, s.fields
            HAVING CASE WHEN s.required > 0 THEN count(*) FILTER (WHERE k.required) = s.required ELSE count(*) = s.fields END)
        SELECT coalesce((SELECT sum(tasks * fields) FROM scope), 0)::bigint AS asked, filed.typed::bigint AS typed,
            (filed.reused + coalesce((SELECT sum(cells) FROM complete), 0))::bigint AS reused, round(filed.minutes, 2) AS minutes,
            round(filed.saved + coalesce((SELECT sum(c.cells * s.minutes_per_cell) FROM complete c JOIN scope s ON s.id = c.id), 0), 2) AS minutes_saved
        FROM filed
        """;

    private sealed record Sums
    {
        public long Asked { get; init; }
        public long Typed { get; init; }
        public long Reused { get; init; }
        public decimal Minutes { get; init; }
        public decimal MinutesSaved { get; init; }
    }
}
