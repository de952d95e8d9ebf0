using Datarun.Reports.Elements;
using Datarun.Reports.Places;
using Datarun.Reports.RollUps;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Lineage;

/// <summary>The figures above a value: at every level up to the country, and whether the value counts there.</summary>
internal static class ReadRollUpsAbove
{
    /// <param name="above">The places above, nearest first; none where the element does not roll up.</param>
    /// <param name="own">Those of them that have a value of their own.</param>
    public static async Task<IReadOnlyList<RollUpAbove>> OfAsync(
        Element element, string unit, Period period, string[] above, HashSet<string> own, DateOnly today, Caller caller, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (!element.RollsUp || Place.Read(unit) is null) return [];
        Place[] places = [.. above.Append(Place.Country).Select(a => Place.Read(a)!)];
        Place[] seen = [.. places.Where(p => caller.Covers(p.Code) || element.ClosedUnder.Prepend(element).All(e => e.SharingClass == "UNCONDITIONAL" || caller.Covers(e.Source)))];
        var figures = await ReadFigures.OfAsync(Array.ConvertAll(seen, p => new WantedFigure(element, p, period)), today, connection, cancel);
        var values = seen.Select((p, i) => (p.Code, figures[i].Json)).ToDictionary(f => f.Code, f => f.Json, StringComparer.Ordinal);
        var (counts, rollUps) = (true, new List<RollUpAbove>(places.Length));
        foreach (var place in places)
        {
            // From a place on that has a value of its own it counts no more.
            counts = counts && !own.Contains(place.Code);
            DivisionLevel? level = DivisionCode.TryParse(place.Code, out var division) ? division.Level : null;
            rollUps.Add(new RollUpAbove(place.Code, level, counts, values.GetValueOrDefault(place.Code), Explain(element, place.Code, period.ToString())!));
        }
        return rollUps;
    }

    /// <summary>Where a figure is explained; null for an element that does not roll up, and for a body.</summary>
    public static string? Explain(Element element, string unit, string period) =>
        element.RollsUp && Place.Read(unit) is not null ? $"/api/reports/v1/rollups/explain?element={element.Code}&period={period}&unit={unit}" : null;
}
