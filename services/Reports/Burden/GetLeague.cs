using System.Globalization;
using Dapper;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Npgsql;

namespace Datarun.Reports.Burden;

public static class GetLeague
{
    private const int MostDays = 366;
    private const int Usual = 30;

    /// <summary>A place in the table.</summary>
    /// <param name="Rank">1 for whoever asks most minutes.</param>
    /// <param name="Department">Who asks.</param>
    /// <param name="Form">The form; null in a table of departments.</param>
    /// <param name="Requests">How often it was asked.</param>
    /// <param name="Tasks">Of how many units, each time counted.</param>
    /// <param name="Asked">Cells asked for.</param>
    /// <param name="MinutesAsked">Minutes asked of all units together: measured where enough filings were, else claimed.</param>
    /// <param name="MinutesSaved">Minutes saved by cells that were delivered from what was known.</param>
    /// <param name="Typed">Cells that people typed.</param>
    /// <param name="TypedAgain">Of those, cells of elements that somebody else collects or holds already: typed again although known.</param>
    public sealed record Line(
        int Rank, string Department, string? Form, int Requests, long Tasks, long Asked, decimal MinutesAsked, decimal MinutesSaved, long Typed, long TypedAgain);

    /// <summary>
    /// The league table of those who ask: departments or forms by the minutes that they asked of an area, saved, and had typed again although known.
    /// Units are never ranked: naming one, or a level, is GRASSROOTS_NOT_RANKED.
    /// </summary>
    /// <param name="area">A place with everything below it.</param>
    /// <param name="from">First day on which it was asked; a month before <c>to</c> where it is left out.</param>
    /// <param name="to">Last day, at most a year later; today where it is left out.</param>
    /// <param name="by">DEPARTMENT, which holds where it is left out, or FORM.</param>
    /// <param name="unit">Refused.</param>
    /// <param name="level">Refused.</param>
    public static async Task<Page<Line>> HandleAsync(
        string area, DateOnly? from, DateOnly? to, string? by, string? unit, string? level, [AsParameters] PageQuery page, NpgsqlDataSource database, Rules rules,
        TimeProvider clock, CancellationToken cancel)
    {
        if (unit is not null || level is not null) throw LeagueProblems.GrassrootsNotRanked.At(unit is null ? "?level" : "?unit").AsException();
        if (by is "UNIT" || Enum.TryParse<DivisionLevel>(by, out _)) throw LeagueProblems.GrassrootsNotRanked.At("?by", by).AsException();
        if (by is not (null or "DEPARTMENT" or "FORM")) throw CommonProblems.ParameterInvalid.At("?by", "DEPARTMENT | FORM").AsException();
        var place = Place.Read(area) ?? throw CommonProblems.ParameterInvalid.At("?area", area).AsException();
        var today = clock.Today();
        var last = to ?? today;
        var first = from ?? DateOnly.FromDayNumber(Math.Max(0, last.DayNumber - Usual));
        if (first > last) throw CommonProblems.DatesReversed.At("?from", $"≤ {last:yyyy-MM-dd}").AsException();
        // Midnight after the last day there is, and before the first, is no instant.
        if (last == DateOnly.MaxValue || first.Year == 1) throw CommonProblems.ParameterInvalid.At(first.Year == 1 ? "?from" : "?to", $"{today:yyyy-MM-dd}").AsException();
        if (last.DayNumber - first.DayNumber > MostDays) throw CommonProblems.ParameterInvalid.At("?from", $"≥ {last.AddDays(-MostDays):yyyy-MM-dd}").AsException();
        if (!int.TryParse((page.Keys(1) ?? ["0"])[0], CultureInfo.InvariantCulture, out var after)) throw CommonProblems.CursorInvalid.At("?after").AsException();
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (area != Place.Country && !await FindPlaces.IsKnownAsync(connection, place, cancel)) throw ReportsProblems.UnitUnknown.At("?area", area).AsException();
        var asked = await ReadBurden.OfAsync(new BurdenScope(place, null, ChinaDay.StartOf(first).ToUniversalTime(), ChinaDay.StartOf(last.AddDays(1)).ToUniversalTime()), today, connection, cancel);
        var costs = await CostsAsync(asked, rules.Get(FormCost.Enough, today).Int, connection, cancel);
        var again = await TypedAgainAsync(asked, place, connection, cancel);
        var lines = asked.GroupBy(a => (a.Department, Form: by == "FORM" ? a.Form : null))
            .Select(g => new Line(
                0, g.Key.Department, g.Key.Form, g.Count(), g.Sum(a => a.Tasks), g.Sum(a => a.Asked), Math.Round(g.Sum(a => a.Tasks * costs.GetValueOrDefault(a.Form)), 2),
                Math.Round(g.Sum(a => a.MinutesSaved), 2), g.Sum(a => a.Typed), g.Sum(a => again.GetValueOrDefault(a.Id))))
            .OrderByDescending(l => l.MinutesAsked).ThenBy(l => l.Department, StringComparer.Ordinal).ThenBy(l => l.Form, StringComparer.Ordinal)
            .Select((l, n) => l with { Rank = n + 1 }).Skip(after).Take(page.Size + 1).ToList();
        return page.Of(lines, l => [l.Rank.ToString(CultureInfo.InvariantCulture)]);
    }

    /// <summary>Minutes that a filing of each form takes.</summary>
    private static async Task<Dictionary<string, decimal>> CostsAsync(
        IReadOnlyList<BurdenOfRequest> asked, int enough, NpgsqlConnection connection, CancellationToken cancel) =>
        (await connection.QueryAsync<(string Form, decimal Minutes)>(new CommandDefinition(
            $"SELECT c.form, {FormCost.PerUnit} FROM form_cost c WHERE c.form = ANY(@forms)",
            new { forms = asked.Select(a => a.Form).Distinct().ToArray(), enough }, cancellationToken: cancel))).ToDictionary(c => c.Form, c => c.Minutes);

    /// <summary>Cells that were typed although the form was told that they are known, by request.</summary>
    private static async Task<Dictionary<Guid, long>> TypedAgainAsync(
        IReadOnlyList<BurdenOfRequest> asked, Place place, NpgsqlConnection connection, CancellationToken cancel) =>
        (await connection.QueryAsync<(Guid Request, long Cells)>(new CommandDefinition(
            """
            SELECT f.request, count(*) FROM unnest(@ids) AS w(id) JOIN request r ON r.id = w.id
            JOIN form_field ff ON ff.form = r.form AND ff.version = r.form_version AND ff.verdict IN ('KNOWN', 'DERIVABLE') JOIN element e ON e.id = ff.element
            JOIN filing f ON f.request = r.id AND f.unit >= @Low AND f.unit < @High AND jsonb_exists(f.answer, e.code)
            GROUP BY f.request
            """, new { ids = asked.Select(a => a.Id).ToArray(), place.Low, place.High }, commandTimeout: 120, cancellationToken: cancel))).ToDictionary(a => a.Request, a => a.Cells);
}
