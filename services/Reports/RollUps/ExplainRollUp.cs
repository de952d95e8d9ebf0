using System.Text.Json;
using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Places;
using Datarun.Reports.StandingNils;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.RollUps;

public static class ExplainRollUp
{
    /// <summary>How a figure came about.</summary>
    /// <param name="Rule">The element's aggregation.</param>
    /// <param name="WeightedBy">The element by which its average is weighted.</param>
    /// <param name="Basis">Where the figure is from.</param>
    /// <param name="Value">The figure.</param>
    /// <param name="Parts">What it is computed from.</param>
    /// <param name="Periods">Coverage in time, and the figure of each shorter period, where it was made of such.</param>
    /// <param name="OverriddenBy">The nearest place above with a value of its own: this figure does not count there and higher; null where it counts up to the country.</param>
    /// <param name="Source">The value itself with its source, where this unit has one.</param>
    /// <param name="Items">The places one level down: this page of them.</param>
    /// <param name="Next">Where the next page starts.</param>
    public sealed record Answer(
        string Element, string Period, string Unit, string Rule, string? WeightedBy, Basis Basis, JsonElement? Value, long Reported, long Nil, long Expected, long Missing,
        Parts Parts, PeriodParts? Periods, string? OverriddenBy, ValueSource? Source, IReadOnlyList<Child> Items, string? Next);

    /// <summary>OWN_VALUE: the unit's own value stands for everything below it. BELOW: made of the places below. SHORTER_PERIODS: made of those. EARLIER_PERIOD: the unit's last value still answers. NOTHING: nothing was reported.</summary>
    public enum Basis { OWN_VALUE, BELOW, SHORTER_PERIODS, EARLIER_PERIOD, NOTHING }

    /// <summary>Sums of which a figure is made, exact: SUM is sum; AVG is sum by count, or weightedSum by weightSum; LAST is the value of lastUnit.</summary>
    /// <param name="Count">Numbers in the sum; nil returns are not among them.</param>
    /// <param name="WeightedSum">Value times weight, over units that have both.</param>
    /// <param name="WeightSum">The weights of those units.</param>
    /// <param name="WeightedCount">How many those are.</param>
    public sealed record Parts(JsonElement Sum, long Count, JsonElement WeightedSum, JsonElement WeightSum, long WeightedCount, string? LastUnit, string? LastPeriod)
    {
        internal static Parts Of(Figure f) => new(
            JsonElement.Parse(f.Summed), f.Counted, JsonElement.Parse(f.Weighted), JsonElement.Parse(f.Weight), f.Weighed, f.LastUnit, f.LastPeriod);
    }

    /// <summary>The shorter periods.</summary>
    public sealed record PeriodParts(long Expected, long Reported, IReadOnlyList<PeriodPart> Items);

    /// <summary>The figure of a shorter period.</summary>
    public sealed record PeriodPart(string Period, JsonElement? Value, long Reported, long Nil, Parts Parts);

    /// <summary>A place one level down and what it contributes.</summary>
    /// <param name="Counts">False where the place above has a value of its own, which stands for all of them.</param>
    public sealed record Child(string Unit, bool Counts, JsonElement? Value, long Reported, long Nil, long Expected, long Missing, Parts Parts);

    /// <summary>The value that a unit has.</summary>
    /// <param name="Kind">FILING, SYSTEM, LEDGER, CORRECTION, or STANDING_NIL for one answered by a declaration.</param>
    /// <param name="Id">The filing, batch, correction or declaration.</param>
    /// <param name="Version">Grows with every change; 0 for a declaration, which stores no value.</param>
    /// <param name="Period">The period that it is about: an earlier one where its last value still answers.</param>
    public sealed record ValueSource(JsonElement? Value, string Kind, string Id, string By, DateTimeOffset At, int Version, string Period);

    /// <summary>
    /// Explains a figure: by which rule and of what it was made, and what each place one level down contributes. Asked again for one of
    /// those, it leads from the country down to the village whose answer names the value, its version and the filing that gave it.
    /// </summary>
    public static async Task<Answer> HandleAsync(
        string element, string period, string unit, [AsParameters] PageQuery page, Caller caller, Catalogue catalogue, TimeProvider clock, NpgsqlDataSource database, CancellationToken cancel)
    {
        var place = Place.Read(unit) ?? throw CommonProblems.ParameterInvalid.At("?unit", RightForm.Of(nameof(DivisionCode))).AsException();
        if (!Period.TryParse(period, out var about)) throw CommonProblems.ParameterInvalid.At("?period", period).AsException();
        var today = clock.Today();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var known = (await catalogue.ReadAsync(connection, cancel)).ByCode.GetValueOrDefault(element) ?? throw ReportsProblems.ElementUnknown.At("?element", element).AsException();
        await SeesFigures.MustAsync(known, place, caller, today, connection, cancel);
        var below = (DivisionLevel)(Place.LevelOf(unit) + 1);
        var children = Enum.IsDefined(below) ? (await FindPlaces.BelowAsync(connection, place, below, page.Keys(1)?[0] ?? "", page.Size + 1, cancel)).ToList() : [];
        var figures = await ReadFigures.OfAsync([.. children.Prepend(place).Select(p => new WantedFigure(known, p, about, OrParts: true))], today, connection, cancel);
        var whole = figures[0];
        var parts = whole.OfPlaces ? [] : whole.Parts;
        var byPeriod = parts.Zip(await ReadFigures.OfAsync([.. parts.Select(p => new WantedFigure(known, place, p))], today, connection, cancel));
        var earlier = whole.LastUnit == place.Code && !whole.OfParts && whole.LastPeriod != period ? whole.LastPeriod : null;
        var items = page.Of([.. children.Select((c, i) => ChildOf(c.Code, !whole.Own || whole.OfParts, figures[1 + i]))], c => [c.Unit]);
        return new Answer(
            known.Code, period, unit, known.Aggregation, known.WeightedBy, earlier is null ? BasisOf(whole) : Basis.EARLIER_PERIOD, whole.Json, whole.Reported, whole.Nil, whole.Expected, whole.Missing,
            Parts.Of(whole), whole is { OfParts: true, OfPlaces: false } ? new PeriodParts(whole.Periods, whole.PeriodsReported, [.. byPeriod.Select(p => PartOf(p.First, p.Second))]) : null,
            await OverriddenByAsync(known, place, period, connection, cancel), await SourceOfAsync(known, place, earlier ?? period, connection, cancel), items.Items, items.Next);
    }

    private static Basis BasisOf(Figure figure) =>
        figure.Reported == 0 ? Basis.NOTHING : figure is { OfParts: true, OfPlaces: false } ? Basis.SHORTER_PERIODS : figure.Own ? Basis.OWN_VALUE : Basis.BELOW;

    private static Child ChildOf(string unit, bool counts, Figure f) => new(unit, counts, f.Json, f.Reported, f.Nil, f.Expected, f.Missing, Parts.Of(f));

    private static PeriodPart PartOf(Period period, Figure f) => new(period.ToString(), f.Json, f.Reported, f.Nil, Parts.Of(f));

    private static Task<string?> OverriddenByAsync(Element element, Place place, string period, NpgsqlConnection connection, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            $"""
            SELECT unit FROM value WHERE element = @Id AND period = @period AND level > 0
                AND unit IN ({PlaceSql.Over("@Code")}) AND unit <> @Code ORDER BY level DESC LIMIT 1
            """, new { element.Id, period, place.Code }, cancellationToken: cancel));

    private static async Task<ValueSource?> SourceOfAsync(Element element, Place place, string period, NpgsqlConnection connection, CancellationToken cancel)
    {
        var row = await connection.QuerySingleOrDefaultAsync<VersionRow>(new CommandDefinition(
            "SELECT number, text, flag, source_kind, source_id, source_by, recorded_at, version FROM value WHERE unit = @Code AND element = @Id AND period = @period",
            new { place.Code, element.Id, period }, cancellationToken: cancel));
        if (row is not null) return new(row.Body.Json, row.SourceKind, row.SourceId.ToString(), row.SourceBy, row.RecordedAt, row.Version, period);
        var nils = await ReadDeclaredNils.OfAsync([place.Code], connection, cancel);
        return nils.TryGetValue((place.Code, element.Id, period), out var nil) ? new(nil.Body.Json, nil.Kind, nil.Id.ToString(), nil.By, nil.At, 0, period) : null;
    }
}
