using Dapper;
using Datarun.Reports.BurdenBudgets;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Burden;

public static class GetWeeks
{
    private const int MostWeeks = 53;
    private const int Around = 4;

    /// <summary>A week of a unit.</summary>
    /// <param name="Week">The ISO week, <c>2026-W47</c>.</param>
    /// <param name="From">Its Monday.</param>
    /// <param name="To">Its Sunday.</param>
    /// <param name="Departments">Who asks how much, the most first.</param>
    /// <param name="Minutes">What all departments ask together: this is what the budget limits.</param>
    /// <param name="Spent">Minutes that were measured while the unit's forms were filled in that week; null for callers who are not of the unit or above it.</param>
    /// <param name="Budget">Minutes that may be asked; null where nothing limits units of this level.</param>
    /// <param name="Over">Whether more is asked than may be.</param>
    /// <param name="Rule">The rule, or the decision of an authority, that sets the budget.</param>
    public sealed record Line(
        string Week, DateOnly From, DateOnly To, IReadOnlyList<Part> Departments, decimal Minutes, decimal? Spent, int? Budget, bool Over, RuleReference? Rule);

    /// <summary>What one department asks in the week.</summary>
    /// <param name="Minutes">The minutes that count.</param>
    /// <param name="Claimed">The same by what the forms claim.</param>
    /// <param name="Measured">The part of the minutes that rests on measured filings.</param>
    /// <param name="Requests">In how many requests.</param>
    public sealed record Part(string Department, decimal Minutes, decimal Claimed, decimal Measured, int Requests);

    /// <summary>
    /// The ledger of a unit: what it is asked, by which department, week by week, beside the budget of the week. A request lies evenly on the days
    /// that the unit has for it, and on no fewer than its rhythm has; the gate and every request are checked by the same sums. Parts that were
    /// recalled do not count, unless they were filed.
    /// </summary>
    /// <param name="unit">A unit that files: a village, a township.</param>
    /// <param name="from">First week or a day of it, <c>2026-W44</c> or <c>2026-10-26</c>; four weeks ago where it is left out.</param>
    /// <param name="to">Last week or a day of it, at most a year later; four weeks ahead where it is left out.</param>
    public static async Task<Page<Line>> HandleAsync(
        string unit, string? from, string? to, Caller caller, NpgsqlDataSource database, Rules rules, TimeProvider clock, CancellationToken cancel)
    {
        if (!DivisionCode.TryParse(unit, out var division)) throw CommonProblems.ParameterInvalid.At("?unit", RightForm.Of(nameof(DivisionCode))).AsException();
        var (today, place) = (clock.Today(), Place.Read(unit)!);
        var weeks = Between(WeekOf(from, "?from", today.AddDays(-7 * Around)), WeekOf(to, "?to", today.AddDays(7 * Around)));
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (!await FindPlaces.IsKnownAsync(connection, place, cancel)) throw ReportsProblems.UnitUnknown.At("?unit", unit).AsException();
        var budgets = await ReadBudgets.OfAsync(place, division.Level, null, rules, connection, cancel);
        using var answers = await connection.QueryMultipleAsync(new CommandDefinition(Sql, new
        {
            unit, level = (short)division.Level, over = TightestUnit.Over(unit).ToArray(), first = weeks[0].Start, last = weeks[^1].End,
            mondays = weeks.Select(w => w.Start).ToArray(), midnights = weeks.Select(w => ChinaDay.StartOf(w.Start).ToUniversalTime()).ToArray(), enough = rules.Get(FormCost.Enough, today).Int,
        }, cancellationToken: cancel));
        var parts = (await answers.ReadAsync<Row>()).ToLookup(r => r.Monday, r => r.Part);
        var spent = (await answers.ReadAsync<(DateOnly Monday, decimal Minutes)>()).ToDictionary(s => s.Monday, s => s.Minutes);
        var own = caller.Is(Role.REPORTER) && caller.Covers(unit);
        return new Page<Line>([.. weeks.Select(w => LineOf(w, [.. parts[w.Start]], own ? Math.Round(spent.GetValueOrDefault(w.Start), 2) : null, budgets.OfUnit(unit, division.Level, w.End)))], null);
    }

    private static Line LineOf(Period week, IReadOnlyList<Part> parts, decimal? spent, BudgetInForce? budget)
    {
        var minutes = parts.Sum(p => p.Minutes);
        return new Line(week.ToString(), week.Start, week.End, parts, minutes, spent, budget?.Minutes, minutes > budget?.Minutes, budget?.Rule);
    }

    private static Period WeekOf(string? text, string pointer, DateOnly otherwise) =>
        text is null ? Period.Of(Frequency.WEEKLY, otherwise)
        : Period.TryParse(text, out var read) && read.Kind is Frequency.WEEKLY or Frequency.DAILY ? Period.Of(Frequency.WEEKLY, read.Start)
        : throw CommonProblems.ParameterInvalid.At(pointer, "2026-W47 | 2026-11-23").AsException();

    private static List<Period> Between(Period first, Period last)
    {
        if (first.Start > last.Start) throw CommonProblems.DatesReversed.At("?from", $"≤ {last}").AsException();
        var weeks = new List<Period>();
        for (var week = first; week.Start <= last.Start && weeks.Count <= MostWeeks; week = week.Next) weeks.Add(week);
        return weeks.Count <= MostWeeks ? weeks : throw CommonProblems.ParameterInvalid.At("?from", $"1–{MostWeeks}").AsException();
    }

    private const string Sql =
        $"""
        SELECT w.monday, a.department, round(sum(a.minutes * a.days), 2) AS minutes, round(sum(a.claimed * a.days), 2) AS claimed,
            round(sum(CASE WHEN a.is_measured THEN a.minutes * a.days ELSE 0 END), 2) AS measured, count(*)::integer AS requests
        FROM unnest(@mondays) AS w(monday) CROSS JOIN LATERAL (
            SELECT r.department, {FormCost.PerUnit} / (s.last_day - s.first_day + 1) AS minutes, c.claimed / (s.last_day - s.first_day + 1) AS claimed,
                c.filings >= @enough AS is_measured, least(s.last_day, w.monday + 6) - greatest(s.first_day, w.monday) + 1 AS days
            FROM request r JOIN request_span s ON s.request = r.id JOIN form_cost c ON c.form = r.form
            WHERE r.level = @level AND r.under = ANY(@over) AND s.first_day <= w.monday + 6 AND s.last_day >= w.monday
                AND EXISTS (SELECT FROM division d WHERE d.code = @unit AND {InForce.Division})
                AND (NOT EXISTS (SELECT FROM request_recall c WHERE c.request = r.id AND @unit >= c.low AND @unit < c.high)
                    OR EXISTS (SELECT FROM filing f WHERE f.request = r.id AND f.unit = @unit))) a
        GROUP BY w.monday, a.department ORDER BY w.monday, minutes DESC, a.department;

        SELECT w.monday, sum(minutes_of(s.worked * tstzmultirange(tstzrange(w.midnight, w.midnight + interval '7 days')))) AS minutes
        FROM unnest(@mondays, @midnights) AS w(monday, midnight) JOIN (
            SELECT client, request, range_agg(worked) AS worked FROM form_session_now WHERE unit = @unit GROUP BY client, request) s
            ON s.worked && tstzmultirange(tstzrange(w.midnight, w.midnight + interval '7 days'))
        GROUP BY w.monday
        """;

    private sealed record Row
    {
        public DateOnly Monday { get; init; }
        public string Department { get; init; } = "";
        public decimal Minutes { get; init; }
        public decimal Claimed { get; init; }
        public decimal Measured { get; init; }
        public int Requests { get; init; }

        public Part Part => new(Department, Minutes, Claimed, Measured, Requests);
    }
}
