using System.Text.Json;
using Datarun.Reports.Elements;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.RollUps;

public static class GetRollUps
{
    /// <summary>A figure with its coverage. Where it was made of shorter periods, its counts are of units in each of them.</summary>
    /// <param name="Value">The figure; null where nothing was reported or the element does not roll up.</param>
    /// <param name="Reported">Units that reported, with nil returns, and those that were asked and whose value of an earlier period still answers.</param>
    /// <param name="Nil">Nil returns among them.</param>
    /// <param name="Expected">Units that were asked; where nobody was asked, those that reported.</param>
    /// <param name="Missing">Units that were asked and have neither a value nor one that follows from those below them; never counted as 0.</param>
    /// <param name="Periods">For how many of the shorter periods there is a figure; null where it was not made of such.</param>
    public sealed record Line(string Unit, JsonElement? Value, long Reported, long Nil, long Expected, long Missing, PeriodCoverage? Periods)
    {
        internal static Line Of(string unit, Figure figure) => new(
            unit, figure.Json, figure.Reported, figure.Nil, figure.Expected, figure.Missing, PeriodCoverage.Of(figure));
    }

    /// <summary>Coverage in time.</summary>
    /// <param name="Expected">Shorter periods of which the one that was asked about consists.</param>
    /// <param name="Reported">Those of them that have a figure.</param>
    public sealed record PeriodCoverage(long Expected, long Reported)
    {
        internal static PeriodCoverage? Of(Figure figure) => figure.OfParts ? new(figure.Periods, figure.PeriodsReported) : null;
    }

    /// <summary>
    /// The roll-up of an element for a period: the place itself first (CN is the whole country), then with <c>level</c> every unit of that
    /// level below it. A period that has no values itself is made of shorter ones by the element's rule, no day of them twice: those of the element's own
    /// rhythm that are held, and for the time that is left the longest of any other; where places differ, each township for itself. Weeks are part of nothing longer.
    /// </summary>
    public static async Task<Page<Line>> HandleAsync(
        string element, string period, string under, DivisionLevel? level, [AsParameters] PageQuery page, Caller caller, Catalogue catalogue,
        TimeProvider clock, NpgsqlDataSource database, CancellationToken cancel)
    {
        var place = Place.Read(under) ?? throw CommonProblems.ParameterInvalid.At("?under", RightForm.Of(nameof(DivisionCode))).AsException();
        if (!Period.TryParse(period, out var about)) throw CommonProblems.ParameterInvalid.At("?period", period).AsException();
        if (level is { } l && !Enum.IsDefined(l)) throw CommonProblems.ParameterInvalid.At("?level", level.ToString()).AsException();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var known = (await catalogue.ReadAsync(connection, cancel)).ByCode.GetValueOrDefault(element) ?? throw ReportsProblems.ElementUnknown.At("?element", element).AsException();
        await SeesFigures.MustAsync(known, place, caller, clock.Today(), connection, cancel);
        var after = page.Keys(1)?[0];
        var places = new List<Place>();
        if (after is null) places.Add(place);
        if (level is { } below) places.AddRange(await FindPlaces.BelowAsync(connection, place, below, after ?? "", page.Size + 1 - places.Count, cancel));
        var figures = await ReadFigures.OfAsync(places.ConvertAll(p => new WantedFigure(known, p, about, OrParts: true)), clock.Today(), connection, cancel);
        return page.Of([.. places.Select((p, i) => Line.Of(p.Code, figures[i]))], line => [line.Unit == place.Code ? "" : line.Unit]);
    }
}
