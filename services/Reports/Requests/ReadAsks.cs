using Dapper;
using Datarun.Reports.Burden;
using Datarun.Reports.BurdenBudgets;
using Datarun.Reports.Catalogues;
using Datarun.Reports.Forms;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Npgsql;

namespace Datarun.Reports.Requests;

/// <summary>Reads what a department has asked before, in one query. What is asked less often than monthly counts with its share of a month, as at admission.</summary>
internal static class ReadAsks
{
    public static async Task<AskedBefore> BeforeAsync(
        FormRow form, Period period, Place place, string area, Rules rules, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        var month = new DateOnly(period.End.Year, period.End.Month, 1);
        var row = await connection.QuerySingleAsync<Row>(new CommandDefinition(
            $"""
            WITH counties AS (
                SELECT level, max(units) AS most FROM (
                    SELECT level, left(code, 6) AS county, count(*) AS units FROM division
                    WHERE code >= @Low AND code < @High AND {InForce.Today} GROUP BY level, county) c
                GROUP BY level)
            SELECT (SELECT id FROM request WHERE form = @Code LIMIT 1) AS asked,
                EXISTS (SELECT FROM report_catalogue_item i WHERE i.area = @area AND i.year = @year AND i.department = @Department
                    AND (i.form = @Code OR (i.form IS NULL AND {TitleInList.Same("i.title", "f.title")}))) AS listed,
                ARRAY(SELECT CASE WHEN EXISTS (SELECT FROM report_catalogue c WHERE c.area = @area AND c.year = y.year) THEN coalesce(
                        (SELECT i.frequency FROM report_catalogue_item i WHERE i.area = @area AND i.year = y.year AND i.department = @Department
                            AND (i.form = @Code OR (i.form IS NULL AND {TitleInList.Same("i.title", "f.title")})) ORDER BY i.form LIMIT 1), '') END
                    FROM unnest(@years) AS y(year)) AS listed_in,
                (SELECT count(*) FROM emergency_use WHERE department = @Department AND used_on >= @yearStart) AS emergencies,
                ARRAY(SELECT DISTINCT form FROM emergency_use WHERE department = @Department AND reported_on IS NULL AND report_by < @today) AS unreported,
                {FormCost.PerUnit} AS minutes_per_unit,
                coalesce((SELECT most FROM counties WHERE level = f.level), 0) AS most_in_county,
                coalesce((SELECT sum(ceil({FormCost.PerUnit} * least(r.tasks, most.most)
                        / CASE g.frequency WHEN 'QUARTERLY' THEN 3 WHEN 'HALF_YEARLY' THEN 6 WHEN 'YEARLY' THEN 12 ELSE 1 END))
                    FROM request r JOIN form g ON g.code = r.form JOIN form_cost c ON c.form = g.code JOIN counties most ON most.level = r.level
                    WHERE r.department = @Department AND r.until >= @month AND r.until < @nextMonth AND r.low < @High AND @Low < r.high), 0) AS minutes_of_month
            FROM form f JOIN form_cost c ON c.form = f.code WHERE f.code = @Code
            """,
            new
            {
                form.Code, form.Department, area, place.Low, place.High, today, year = today.Year, yearStart = new DateOnly(today.Year, 1, 1),
                years = new[] { period.Start.Year, period.End.Year }.Distinct().ToArray(), month, nextMonth = month.AddMonths(1), enough = rules.Get(FormCost.Enough, today).Int,
            }, cancellationToken: cancel));
        return new AskedBefore(row.Asked, row.Listed, row.Emergencies, row.Unreported, row.MinutesPerUnit, row.MostInCounty, row.MinutesOfMonth)
        {
            IsLeftOut = row.ListedIn.All(listed => listed is not null && (listed.Length == 0 || form.Form.Frequency.IsAbove(Enum.Parse<Frequency>(listed)))),
            Budgets = await ReadBudgets.OfAsync(place, form.Form.Level, form.Department, rules, connection, cancel),
        };
    }

    private sealed record Row
    {
        public Guid? Asked { get; init; }
        public bool Listed { get; init; }
        public string?[] ListedIn { get; init; } = [];
        public int Emergencies { get; init; }
        public string[] Unreported { get; init; } = [];
        public decimal MinutesPerUnit { get; init; }
        public long MostInCounty { get; init; }
        public decimal MinutesOfMonth { get; init; }
    }
}
