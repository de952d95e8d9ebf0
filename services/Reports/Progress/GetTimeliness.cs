using Dapper;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Progress;

public static class GetTimeliness
{
    private const int MostDays = 366; // A year at a time: what was filed is counted anew from what is on record.

    /// <summary>How punctual a month was.</summary>
    /// <param name="Month">The month in which the requests fell due, by the day that they were made with.</param>
    public sealed record Line(string Month, Counts Counts);

    /// <summary>Completeness and timeliness over time, month by month: of a unit with everything below it, or of what a department asked.</summary>
    /// <param name="unit">A place that the caller covers.</param>
    /// <param name="department">A body that the caller covers.</param>
    /// <param name="from">First due day; a year before <c>to</c> where it is left out.</param>
    /// <param name="to">Last due day, at most a year later; today where it is left out.</param>
    public static async Task<Page<Line>> HandleAsync(
        string? unit, string? department, DateOnly? from, DateOnly? to, Caller caller, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancel)
    {
        var place = unit is null ? Place.Read(Place.Country) : Place.Read(unit);
        if ((unit is null) == (department is null) || place is null)
            throw CommonProblems.ParameterInvalid.At("?unit", "?unit | ?department").AsException();
        caller.MustCover(unit ?? department!);
        var today = clock.Today();
        var last = to ?? today;
        var first = from ?? (last.Year > 1 ? last.AddYears(-1) : last);
        if (first > last) throw CommonProblems.DatesReversed.At("?from", $"≤ {last:yyyy-MM-dd}").AsException();
        if (last.DayNumber - first.DayNumber > MostDays) throw CommonProblems.ParameterInvalid.At("?from", $"≤ {MostDays}").AsException();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            TimelinessSql.Months, new { place.Code, place.Low, place.High, department, first, last, today }, commandTimeout: 120, cancellationToken: cancel));
        return new Page<Line>([.. rows.Select(r => new Line(r.Month, r.Counts))], null);
    }

    private sealed record Row : CountsRow
    {
        public string Month { get; init; } = "";
    }
}
