using Datarun.Exchange.Elements;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Sharing;
using Datarun.Exchange.Storage;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Catalogue;

/// <summary>Finds entries of the catalogue.</summary>
public static class FindDatasets
{
    private const int LongestQuestion = 200;

    /// <summary>How old the newest value of an entry is: at most a day, a week, a month, a year; older; or there is none.</summary>
    public enum Freshness { DAY, WEEK, MONTH, YEAR, OLDER, NONE }

    /// <summary>How many entries there are of each kind among those that fit the question.</summary>
    /// <param name="Providers">By provider.</param>
    /// <param name="Areas">By each place that the provider lies in, as <c>under</c> asks.</param>
    /// <param name="Classes">By sharing class; what was never published has none yet.</param>
    /// <param name="Freshness">By how old the newest value is: DAY, WEEK, MONTH, YEAR, OLDER, NONE.</param>
    public sealed record Facets(
        IReadOnlyDictionary<string, int> Providers, IReadOnlyDictionary<string, int> Areas, IReadOnlyDictionary<string, int> Classes,
        IReadOnlyDictionary<string, int> Freshness);

    /// <summary>
    /// Finds published entries by words in title, description, keywords, and in names, definitions and synonyms of their elements (Chinese without spaces included); by provider,
    /// by the place that the provider belongs to, by sharing class, by freshness; or what changed since an instant, withdrawn ones included. A provider finds its own in any state, too.
    /// </summary>
    /// <param name="q">Words; each must occur.</param>
    /// <param name="under">The place of the provider, with everything below it.</param>
    /// <param name="freshness">How old the newest value is.</param>
    /// <param name="since">Only what changed then or later.</param>
    /// <param name="provider">Only those of this body.</param>
    public static async Task<Ok<Page<DatasetView>>> ListAsync(
        string? q, string? provider, string? under, SharingClass? sharingClass, Freshness? freshness, DateTimeOffset? since, [AsParameters] PageQuery page, Caller caller,
        ExchangeDb db, TimeProvider clock, CancellationToken cancel)
    {
        var found = Matching(db, caller, q, provider, under, sharingClass, freshness, since is not null, clock);
        if (since is { } from) found = found.Where(d => d.ChangedAt >= from.ToUniversalTime());
        if (page.Keys(1) is [var after]) found = found.Where(d => d.Code.CompareTo(after) > 0);
        var rows = await found.OrderBy(d => d.Code).Take(page.Size + 1).ToListAsync(cancel);
        var elements = await ElementsOfAsync(db, rows, cancel);
        var fresh = await FreshAsync(db, rows, cancel);
        return TypedResults.Ok(page.Of(rows.ConvertAll(d => View(d, elements, fresh, caller)), d => [d.Code]));
    }

    /// <summary>Counts, for the same question, by provider, area, sharing class and freshness: as many as the search finds when it is narrowed so.</summary>
    /// <param name="provider">Only those of this body.</param>
    /// <param name="under">The place of the provider, with everything below it.</param>
    /// <param name="freshness">How old the newest value is.</param>
    public static async Task<Ok<Facets>> FacetsOfAsync(
        string? q, string? provider, string? under, SharingClass? sharingClass, Freshness? freshness, Caller caller, ExchangeDb db, TimeProvider clock, CancellationToken cancel)
    {
        var rows = await Matching(db, caller, q, provider, under, sharingClass, freshness, withdrawn: false, clock).ToListAsync(cancel);
        var elements = await ElementsOfAsync(db, rows, cancel);
        var fresh = await FreshAsync(db, rows, cancel);
        var now = clock.GetUtcNow();
        return TypedResults.Ok(new Facets(
            Count(rows.Select(d => d.Provider)), Count(rows.SelectMany(d => PlacesOf(d.Provider))),
            Count(rows.Select(d => Of(d, elements)).Where(of => of.Count > 0).Select(of => DatasetTerms.Of(of).SharingClass.ToString())),
            Count(rows.Select(d => FreshnessOf(fresh.GetValueOrDefault(d.Code), now).ToString()))));
    }

    /// <summary>One entry, as it is in force; its provider and authority also see what waits for review.</summary>
    public static async Task<Ok<DatasetView>> GetAsync(string code, Caller caller, HttpContext context, ExchangeDb db, CancellationToken cancel)
    {
        var dataset = CheckElement.IsCode(code) ? await db.Datasets.AsNoTracking().SingleOrDefaultAsync(d => d.Code == code, cancel) : null;
        if (dataset is null || (dataset.Published is null && !caller.Oversees(dataset.Provider))) throw CatalogueProblems.DatasetUnknown.Refuse().AsException();
        ETags.Give(context, dataset.Version);
        return TypedResults.Ok(View(dataset, await ElementsOfAsync(db, [dataset], cancel), await FreshAsync(db, [dataset], cancel), caller));
    }

    internal static async Task<IReadOnlyDictionary<string, Element>> ElementsOfAsync(ExchangeDb db, IReadOnlyCollection<Dataset> datasets, CancellationToken cancel)
    {
        var codes = datasets.SelectMany(d => d.Elements).Distinct().ToList();
        return await db.Elements.AsNoTracking().Where(e => codes.Contains(e.Code)).ToDictionaryAsync(e => e.Code, cancel);
    }

    internal static List<Element> Of(Dataset dataset, IReadOnlyDictionary<string, Element> elements) =>
        [.. dataset.Elements.Select(elements.GetValueOrDefault).OfType<Element>()];

    /// <summary>When a value of each entry's elements last changed.</summary>
    internal static async Task<IReadOnlyDictionary<string, DateTimeOffset>> FreshAsync(ExchangeDb db, IReadOnlyCollection<Dataset> datasets, CancellationToken cancel)
    {
        var codes = datasets.SelectMany(d => d.Elements).Distinct().ToArray();
        var newest = (await db.Database.SqlQuery<Newest>(
            $"SELECT element, recorded_at FROM element_freshness WHERE element = ANY({codes})").ToListAsync(cancel)).ToDictionary(n => n.Element, n => n.RecordedAt, StringComparer.Ordinal);
        return datasets.Select(d => (d.Code, At: d.Elements.Where(newest.ContainsKey).Select(e => newest[e]).DefaultIfEmpty().Max()))
            .Where(d => d.At != default).ToDictionary(d => d.Code, d => d.At, StringComparer.Ordinal);
    }

    private static IQueryable<Dataset> Matching(
        ExchangeDb db, Caller caller, string? q, string? provider, string? under, SharingClass? sharingClass, Freshness? freshness, bool withdrawn, TimeProvider clock)
    {
        if (q?.Length > LongestQuestion) throw CommonProblems.ParameterInvalid.At("?q", $"≤ {LongestQuestion}").AsException();
        if (under is not null && !DivisionCode.TryParse(under, out _)) throw CommonProblems.ParameterInvalid.At("?under", RightForm.Of(nameof(DivisionCode))).AsException();
        var (all, unit) = (caller.IsAdministrator, caller.Unit);
        var (first, end) = UnitRange.OverseenBy(caller, Role.SHARING_AUTHORITY);
        var found = OfFreshness(db, freshness, clock.GetUtcNow()).Where(d => (d.PublishedAt != null && (withdrawn || d.State != DatasetState.WITHDRAWN))
            || all || d.Provider == unit || (d.Provider.CompareTo(first) >= 0 && d.Provider.CompareTo(end) < 0));
        foreach (var word in ElementSearch.Words(q ?? ""))
            found = found.Where(d => d.SearchText.Contains(word) || db.Elements.Any(e => d.Elements.Contains(e.Code) && e.SearchText.Contains(word)));
        if (provider is not null) found = found.Where(d => d.Provider == provider);
        if (under is not null)
        {
            var (low, high) = (UnitRange.Of(under).From, UnitRange.Of(under).To);
            found = found.Where(d => d.Provider.CompareTo(low) >= 0 && d.Provider.CompareTo(high) < 0);
        }
        // The class of an entry is the strictest of its elements.
        if (sharingClass is { } wanted)
            found = found.Where(d => db.Elements.Any(e => d.Elements.Contains(e.Code) && e.SharingClass == wanted)
                && (wanted == SharingClass.NOT_SHARED || !db.Elements.Any(e => d.Elements.Contains(e.Code)
                    && (e.SharingClass == SharingClass.NOT_SHARED || (wanted == SharingClass.UNCONDITIONAL && e.SharingClass == SharingClass.CONDITIONAL)))));
        return found;
    }

    private static DatasetView View(Dataset dataset, IReadOnlyDictionary<string, Element> elements, IReadOnlyDictionary<string, DateTimeOffset> fresh, Caller caller) =>
        DatasetView.Of(dataset, Of(dataset, elements), caller.Oversees(dataset.Provider), fresh.TryGetValue(dataset.Code, out var at) ? at : null);

    private static Freshness FreshnessOf(DateTimeOffset at, DateTimeOffset now) =>
        at == default ? Freshness.NONE : Enum.GetValues<Freshness>().First(f => at >= Since(f, now));

    /// <summary>The first instant of a class; what is older belongs to the next.</summary>
    private static DateTimeOffset Since(Freshness freshness, DateTimeOffset now) => freshness switch
    {
        Freshness.DAY => now.AddDays(-1), Freshness.WEEK => now.AddDays(-7), Freshness.MONTH => now.AddDays(-31), Freshness.YEAR => now.AddDays(-366),
        _ => DateTimeOffset.UnixEpoch,
    };

    private static IQueryable<Dataset> OfFreshness(ExchangeDb db, Freshness? freshness, DateTimeOffset now)
    {
        if (freshness is not { } wanted) return db.Datasets.AsNoTracking();
        if (wanted == Freshness.NONE)
            return db.Datasets.FromSql($"SELECT * FROM dataset d WHERE NOT EXISTS (SELECT FROM element_freshness f WHERE f.element = ANY(d.elements))").AsNoTracking();
        var (from, to) = (Since(wanted, now), wanted == Freshness.DAY ? DateTimeOffset.MaxValue : Since(wanted - 1, now));
        return db.Datasets.FromSql(
            $"SELECT * FROM dataset d WHERE (SELECT max(f.recorded_at) FROM element_freshness f WHERE f.element = ANY(d.elements)) BETWEEN {from} AND {to - TimeSpan.FromMicroseconds(1)}").AsNoTracking();
    }

    /// <summary>The place that the unit belongs to and each above it.</summary>
    private static IEnumerable<string> PlacesOf(string unit) =>
        DivisionCode.TryParse(Caller.AreaOf(unit), out var area) ? area.Ancestors.Append(area).Select(place => place.ToString()) : [];

    private static Dictionary<string, int> Count(IEnumerable<string> of) => of.GroupBy(x => x, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ToDictionary(g => g.Key, g => g.Count());

    private sealed record Newest(string Element, DateTimeOffset RecordedAt);
}
