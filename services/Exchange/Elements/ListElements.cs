using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Elements;

/// <summary>Finds elements.</summary>
public static class ListElements
{
    private const int LongestQuestion = 200;

    /// <summary>Finds elements by words in code, name, definition or synonyms (Chinese without spaces included), by source or by class; ordered by code.</summary>
    /// <param name="source">Only those of this body.</param>
    public static async Task<Ok<Page<ElementView>>> HandleAsync(
        string? q, string? source, SharingClass? sharingClass, [AsParameters] PageQuery page, ExchangeDb db, CancellationToken cancel)
    {
        if (q?.Length > LongestQuestion) throw CommonProblems.ParameterInvalid.At("?q", $"≤ {LongestQuestion}").AsException();
        var elements = db.Elements.AsNoTracking();
        foreach (var word in ElementSearch.Words(q ?? "")) elements = elements.Where(e => e.SearchText.Contains(word));
        if (source is not null) elements = elements.Where(e => e.Source == source);
        if (sharingClass is { } wanted) elements = elements.Where(e => e.SharingClass == wanted);
        if (page.Keys(1) is [var after]) elements = elements.Where(e => e.Code.CompareTo(after) > 0);
        var rows = await elements.OrderBy(e => e.Code).Take(page.Size + 1).ToListAsync(cancel);
        return TypedResults.Ok(page.Of(rows.ConvertAll(ElementView.Of), e => [e.Code]));
    }
}
