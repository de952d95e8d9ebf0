using System.Globalization;
using System.Text.Json;
using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Values;

public static class ListStale
{
    private static readonly DateOnly Earliest = new(2000, 1, 1), Latest = new(2199, 12, 31);

    /// <summary>A value that is past its validity.</summary>
    /// <param name="Period">The newest period of which the unit has one.</param>
    /// <param name="Value">A number, text or boolean; null for nil, and for a citizen number.</param>
    /// <param name="By">The unit that gave it.</param>
    /// <param name="ValidForDays">For how many days values of the element are valid.</param>
    /// <param name="FreshUntil">The last day on which it was.</param>
    /// <param name="DaysOver">Days since.</param>
    public sealed record StaleValue(
        string Unit, string Element, string Period, int Version, JsonElement? Value, string Kind, string By, DateTimeOffset At, int ValidForDays, DateOnly FreshUntil, int DaysOver);

    /// <summary>
    /// Held values that are out of date by the <c>validForDays</c> of their element, by unit and element: what the next form will show as STALE, to be confirmed or given
    /// anew. Of each unit and element the newest value counts. A reporter sees its place; a department the elements that it is the source of, or one that it may read.
    /// </summary>
    /// <param name="under">A place, with everything below it.</param>
    /// <param name="element">Only this element.</param>
    /// <param name="asOf">The day, today where none is named. An earlier one: by what was held then. A later one: what will be out of date by then.</param>
    public static async Task<Page<StaleValue>> HandleAsync(
        string under, string? element, DateOnly? asOf, [AsParameters] PageQuery page, Caller caller, Catalogue catalogue, NpgsqlDataSource database, TimeProvider clock,
        CancellationToken cancel)
    {
        var place = Place.Read(under) ?? throw CommonProblems.ParameterInvalid.At("?under", RightForm.Of(nameof(DivisionCode))).AsException();
        var (today, day) = (clock.Today(), asOf ?? clock.Today());
        if (day < Earliest || day > Latest) throw CommonProblems.ParameterInvalid.At("?asOf", $"{Earliest:yyyy-MM-dd}–{Latest:yyyy-MM-dd}").AsException();
        var (after, last) = ("", 0);
        if (page.Keys(2) is [var unit, var number])
        {
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out last)) throw CommonProblems.CursorInvalid.At("?after").AsException();
            after = unit;
        }
        await using var connection = await database.OpenConnectionAsync(cancel);
        var known = await catalogue.ReadAsync(connection, cancel);
        var asked = await AskedAsync(known, element, place, caller, today, connection, cancel);
        if (asked.Length == 0) return new Page<StaleValue>([], null);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            SELECT * FROM (
                SELECT DISTINCT ON (v.unit, v.element) v.unit, v.element, v.period, v.until, v.number, v.text, v.flag, v.version, v.source_kind, v.source_by, v.recorded_at
                FROM {(day < today ? HeldThen : "value v")}
                WHERE v.unit >= @Low AND v.unit < @High AND v.element = ANY(@ids) AND (v.unit, v.element) > (@after, @last)
                ORDER BY v.unit, v.element, v.until DESC, v.recorded_at DESC) v
            WHERE lapse_of(until, recorded_at, (@days)[array_position(@ids, element)]) <= @day
            ORDER BY unit, element LIMIT @limit
            """,
            new
            {
                place.Low, place.High, after, last, day, ids = Array.ConvertAll(asked, e => e.Id), days = Array.ConvertAll(asked, e => e.ValidForDays!.Value), limit = page.Size + 1,
            }, cancellationToken: cancel));
        return page.Of(rows.Select(r => r.View(known.ById[r.Element], day)).ToList(), v => [v.Unit, known.ByCode[v.Element].Id.ToString(CultureInfo.InvariantCulture)]);
    }

    /// <summary>Versions that were recorded by the end of the day in China; of a period the newest comes first.</summary>
    private const string HeldThen =
        """
        value_version v JOIN LATERAL (SELECT (v.recorded_at AT TIME ZONE 'Asia/Shanghai')::date <= @day AS then) t ON t.then
        """;

    private static async Task<Element[]> AskedAsync(
        ElementSet known, string? element, Place place, Caller caller, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (element is not null)
        {
            var one = known.ByCode.GetValueOrDefault(element) ?? throw ReportsProblems.ElementUnknown.At("?element", element).AsException();
            await SeesValues.MustAsync(one, place.Code, caller, today, connection, cancel);
            return one.ValidForDays is null ? [] : [one];
        }
        var all = caller.Is(Role.REPORTER) && caller.Covers(place.Code);
        if (!all && !caller.Is(Role.DEPARTMENT)) caller.MustCover(place.Code);
        return [.. known.ById.Values.Where(e => e.ValidForDays is not null && (all || caller.Covers(e.Source)))];
    }

    private sealed record Row : VersionRow
    {
        public string Unit { get; init; } = "";
        public int Element { get; init; }
        public string Period { get; init; } = "";
        public DateOnly Until { get; init; }

        public StaleValue View(Element element, DateOnly day)
        {
            var fresh = Freshness.LastDay(element, Until, RecordedAt)!.Value;
            return new(
                Unit, element.Code, Period, Version, Shown(element), SourceKind, SourceBy, RecordedAt,
                element.ValidForDays!.Value, fresh, day.DayNumber - fresh.DayNumber);
        }
    }
}
