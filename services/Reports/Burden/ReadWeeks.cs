using Dapper;
using Datarun.Reports.BurdenBudgets;
using Datarun.Reports.Forms;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Npgsql;

namespace Datarun.Reports.Burden;

/// <summary>A week on which a request would lie.</summary>
/// <param name="Week">The ISO week.</param>
/// <param name="Own">Minutes that it would add to the week of each unit.</param>
/// <param name="Others">Minutes that all departments have asked of units there, by the place that they are asked of; less than nothing where a part was recalled.</param>
public sealed record WeekAsked(Period Week, decimal Own, IReadOnlyList<(string Place, decimal Minutes)> Others);

/// <summary>Reads what is asked of the units of a place, week by week.</summary>
internal static class ReadWeeks
{
    /// <summary>The weeks of a request that is made today; none where it costs nothing.</summary>
    public static async Task<IReadOnlyList<WeekAsked>> OfPlaceAsync(
        Place place, FormBody form, decimal minutesPerUnit, DateOnly today, DateOnly dueOn, Rules rules, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (minutesPerUnit == 0) return [];
        var span = AskSpan.Of(today, dueOn, form.Frequency);
        Period[] weeks = [.. span.Weeks];
        var rows = (await connection.QueryAsync<(DateOnly Monday, string Place, decimal Minutes)>(new CommandDefinition(
            $"""
            WITH asked AS (
                SELECT r.id, r.under, r.low, r.high, s.first_day, s.last_day, {FormCost.PerUnit} / (s.last_day - s.first_day + 1) AS per_day
                FROM request r JOIN request_span s ON s.request = r.id JOIN form_cost c ON c.form = r.form
                WHERE r.level = @level AND (r.under = ANY(@over) OR (r.under >= @Low AND r.under < @High)) AND s.last_day >= @first AND s.first_day <= @last),
            parts AS (
                SELECT under AS place, first_day, last_day, per_day FROM asked
                UNION ALL
                SELECT CASE WHEN c.low <= a.low AND c.high >= a.high THEN a.under ELSE c.under END, a.first_day, a.last_day, -a.per_day
                FROM asked a JOIN request_recall c ON c.request = a.id
                WHERE NOT EXISTS (SELECT FROM request_recall w WHERE w.request = c.request AND w.low <= c.low AND w.high >= c.high AND w.id <> c.id))
            SELECT w.monday, p.place, sum(p.per_day * (least(p.last_day, w.monday + 6) - greatest(p.first_day, w.monday) + 1))
            FROM unnest(@mondays) AS w(monday) JOIN parts p ON p.first_day <= w.monday + 6 AND p.last_day >= w.monday
            GROUP BY w.monday, p.place
            """,
            new
            {
                level = (short)form.Level, over = TightestUnit.Over(place.Code).ToArray(), place.Low, place.High, first = weeks[0].Start, last = weeks[^1].End,
                mondays = Array.ConvertAll(weeks, w => w.Start), enough = rules.Get(FormCost.Enough, today).Int,
            }, cancellationToken: cancel))).ToLookup(r => r.Monday, r => (r.Place, r.Minutes));
        return [.. weeks.Select(w => new WeekAsked(w, minutesPerUnit * span.ShareOf(w), [.. rows[w.Start]]))];
    }
}
